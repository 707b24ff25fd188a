import { describe, expect, it } from 'vitest';
import type { AgentStatus } from '../../telemetry/agent-report.ts';
import { METRICS, placeOf, type RateRow } from '../../telemetry/metrics.ts';
import { agentStatus } from './agent-records.test-support.ts';
import { CounterWatch } from './counter-watch.ts';

const SECOND = 1e6;
const START = 1_795_700_000 * SECOND;

/** What is true of a VM, a second: bytes, and share of its two processors. */
interface Truth {
  received: number;
  sent: number;
  cpu: number;
  read: number;
  written: number;
}

const quiet: Truth = { received: 1000, sent: 1000, cpu: 0.02, read: 0, written: 2000 };

/** A VM that runs for some seconds, its agent telling another truth than its hypervisor. */
class Run {
  readonly watch = new CounterWatch();
  private second = 0;
  private readonly sums = { received: 0, sent: 0, cpu: 0, read: 0, written: 0 };

  /** @param late microseconds that signs of life come late */
  goes(seconds: number, hypervisor: Truth, guest: Truth = hypervisor, late = 0): void {
    for (let step = 0; step < seconds; step += 1) {
      this.second += 1;
      const time = START + this.second * SECOND;
      for (const key of ['received', 'sent', 'read', 'written'] as const) this.sums[key] += guest[key];
      this.sums.cpu += guest.cpu * 2 * SECOND;
      this.watch.takeStatus(this.status(), time + late, 2);
      this.watch.takeRates(row('interfaces', time, 1, hypervisor));
      if (this.second % 5 === 0) this.watch.takeRates(row('cpu', time, 5, hypervisor));
      if (this.second % 30 === 0) this.watch.takeRates(row('disks', time, 30, hypervisor));
    }
  }

  reboots(): void {
    this.second += 1;
    Object.assign(this.sums, { received: 0, sent: 0, cpu: 0, read: 0, written: 0 });
    this.watch.takeStatus({ ...this.status(), boot: 1 }, START + this.second * SECOND, 2);
  }

  private status(): AgentStatus {
    const { received, sent, cpu, read, written } = this.sums;
    return {
      ...agentStatus,
      boot: this.second * SECOND + 1000,
      guest: {
        ...agentStatus.guest,
        cpu,
        interfaces: [{ mac: '52:54:00:00:00:01', received, sent }],
        disks: [{ name: 'vda', read, written }],
      },
    };
  }
}

function row(tier: RateRow['tier'], time: number, seconds: number, truth: Truth): RateRow {
  const values = new Float64Array(METRICS[tier].length).fill(Number.NaN);
  for (const key of ['received', 'sent', 'cpu', 'read', 'written'] as const) {
    const { tier: of, place } = placeOf(key);
    if (of === tier) values[place] = truth[key];
  }
  return { uuid: '', device: '', tier, time, seconds, values };
}

describe('CounterWatch', () => {
  it('finds nothing where both tell the same, in whatever bursts, and signs of life come late', () => {
    const run = new Run();
    for (const late of [0, 400_000, 900_000])
      for (let burst = 0; burst < 6; burst += 1) {
        run.goes(20, quiet, quiet, late);
        run.goes(20, { received: 4e6, sent: 9e6, cpu: 0.9, read: 3e6, written: 8e6 }, undefined, late);
        expect(run.watch.contradictions).toEqual([]);
      }
  });

  it.each<[keyof Truth, number, RegExp]>([
    ['sent', 4e6, /1.*sent by its own word, .*4.*hypervisor/],
    ['received', 2e6, /received/],
    ['cpu', 0.97, /2 % of its processors .* 97 % by the hypervisor/],
    ['read', 5e6, /read from disks/],
    ['written', 5e6, /written to disks/],
  ])('says what a guest hides: %s', (key, amount, sentence) => {
    const run = new Run();
    run.goes(60, quiet);
    run.goes(190, { ...quiet, [key]: amount }, quiet);
    expect(run.watch.contradictions).toHaveLength(1);
    expect(run.watch.contradictions[0]).toMatch(sentence);
    run.goes(190, quiet);
    expect(run.watch.contradictions).toEqual([]);
  });

  it('says what a guest makes up', () => {
    const run = new Run();
    run.goes(60, quiet, { ...quiet, sent: 3e6 });
    expect(run.watch.contradictions[0]).toMatch(/sent/);
  });

  it('does so within forty seconds for what goes over the network', () => {
    const run = new Run();
    run.goes(45, quiet);
    run.goes(40, { ...quiet, sent: 4e6 }, quiet);
    expect(run.watch.contradictions).toHaveLength(1);
  });

  it.each<[string, Truth, Truth]>([
    ['headers and drops', { ...quiet, received: 1.3e6 }, { ...quiet, received: 1e6 }],
    ['what is little', { ...quiet, sent: 150e3 }, { ...quiet, sent: 1000 }],
    ['the emulation of devices', { ...quiet, cpu: 0.4 }, { ...quiet, cpu: 0.05 }],
  ])('lets pass %s', (_what, hypervisor, guest) => {
    const run = new Run();
    run.goes(200, hypervisor, guest);
    expect(run.watch.contradictions).toEqual([]);
  });

  it('compares nothing over a boot, a reset of the counters, or without signs of life', () => {
    const run = new Run();
    run.goes(50, { ...quiet, sent: 5e6 });
    run.reboots();
    run.goes(60, { ...quiet, sent: 5e6 });
    run.watch.takeRates({
      ...row('interfaces', START + 111 * SECOND, 1, quiet),
      values: new Float64Array(5).fill(Number.NaN),
    });
    run.goes(60, { ...quiet, sent: 5e6 });
    expect(run.watch.contradictions).toEqual([]);
    const mute = new CounterWatch();
    for (let second = 1; second < 100; second += 1)
      mute.takeRates(row('interfaces', START + second * SECOND, 1, { ...quiet, sent: 5e6 }));
    expect(mute.contradictions).toEqual([]);
  });
});
