import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { attacks } from '../attacks.ts';
import { testbed, type TestbedStatus } from '../testbed.ts';
import { captureDuring } from './capture.test-support.ts';

let status: TestbedStatus;
beforeAll(async () => {
  status = await testbed.status();
});
const syn = '(tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn)';
const own = '10\\.77\\.1\\.13\\.\\d+';

/** What each attack must be seen to do: how long, what to look at, which lines and how many at least. */
const cases: [string, number, string, RegExp, number][] = [
  ['scan', 60, `${syn} or arp`, new RegExp(`${own} > 10\\.77\\.1\\.1[012]\\.\\d+:`), 100],
  ['scan', 60, 'arp', /Request who-has 10\.77\.1\.\d+ .*tell 10\.77\.1\.13/, 40],
  ['brute-force', 25, syn, new RegExp(`${own} > 10\\.77\\.1\\.10\\.22:`), 5],
  ['beacon', 22, syn, new RegExp(`${own} > 203\\.0\\.113\\.66\\.8080:`), 4],
  ['exfiltration', 10, 'tcp dst port 8000', new RegExp(`${own} > 203\\.0\\.113\\.88\\.8000: tcp [1-9]`), 300],
  ['lateral', 30, syn, /10\.77\.1\.10\.\d+ > 10\.77\.1\.11\.22:/, 1],
  ['mining', 15, 'tcp port 3333', new RegExp(`${own} > 203\\.0\\.113\\.77\\.3333: tcp [1-9]`), 4],
];

describe('scripted attacks', () => {
  it('are all looked at', () => {
    expect(new Set(cases.map(([name]) => name))).toEqual(new Set(attacks.keys()));
  });

  it.each(cases)(
    '%s for %d s makes the traffic that it claims, when it claims',
    async (name, seconds, filter, pattern, least) => {
      const lines = await captureDuring(status.hosts[0]!, filter, async () => {
        await testbed.call('attack', name, '--seconds', String(seconds));
      });
      const truth = JSON.parse((await readFile(status.truth, 'utf8')).trim().split('\n').at(-1)!) as {
        name: string;
        start: number;
        end: number;
        vm: string;
        technique: string;
        peers: string[];
      };
      expect(truth).toMatchObject({ name, vm: 'attacker', technique: attacks.get(name)!.technique });
      const seen = lines.filter(({ text }) => pattern.test(text));
      expect(seen.length).toBeGreaterThanOrEqual(least);
      for (const { time } of seen) {
        expect(time).toBeGreaterThanOrEqual(truth.start);
        expect(time).toBeLessThanOrEqual(truth.end);
      }
      // Begun within five seconds of what the truth says.
      expect(seen[0]!.time - truth.start).toBeLessThan(name === 'lateral' ? 15_000_000 : 5_000_000);
      expect(truth.peers.length).toBeGreaterThan(0);
    },
  );
});
