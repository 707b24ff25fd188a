import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgentCredit } from './agent-credit.ts';

const SECOND = 1e6;
const WINDOW = 256 * 1024;

/** An agent that sends all it may, with so many bytes lost on the way each second. */
function run(seconds: number, lostShare: number): { sent: number[]; most: number } {
  const credit = new AgentCredit();
  let left = credit.begin(0);
  let most = left;
  const sent: number[] = [];
  for (let step = 1; step <= seconds * 4; step += 1) {
    const now = (step * SECOND) / 4;
    const bytes = left;
    left = 0;
    // Each second comes a sign of life.
    credit.used(now, Math.floor(bytes * (1 - lostShare)), step % 4 === 0 ? left : null);
    left += credit.grant(now);
    most = Math.max(most, left);
    sent.push(bytes);
  }
  return { sent, most };
}

describe('AgentCredit', () => {
  it('bounds what is under way, and what comes over a longer time', () => {
    const { sent, most } = run(60, 0);
    expect(most).toBeLessThanOrEqual(WINDOW);
    const total = sent.reduce((sum, bytes) => sum + bytes, 0);
    expect(total / 60).toBeGreaterThan(150 * 1024);
    expect(total / 60).toBeLessThan(200 * 1024);
  });

  it('does not silence an agent whose frames were lost', () => {
    const { sent } = run(60, 0.5);
    const late = sent.slice(-40).reduce((sum, bytes) => sum + bytes, 0);
    expect(late / 10).toBeGreaterThan(60 * 1024);
  });

  it('grants no more than its window and rate, whatever an agent says it has left', () => {
    const step = fc.record({ after: fc.nat(2e6), bytes: fc.nat(300_000), left: fc.option(fc.nat(1e9)) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const credit = new AgentCredit();
        let granted = credit.begin(0);
        let now = 0;
        for (const { after, bytes, left } of steps) {
          now += after;
          credit.used(now, bytes, left);
          granted += credit.grant(now);
          expect(granted).toBeLessThanOrEqual(WINDOW + (now / SECOND) * 160 * 1024 + 1);
        }
      }),
    );
  });
});
