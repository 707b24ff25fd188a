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

/** Lines that an attack must be seen to make, and how many at least. */
type Sign = [pattern: RegExp, least: number];

/** Attacks inside a guest, which no wire shows. */
const silent = ['rewrite', 'credentials'];

/** What each attack must be seen to do: how long, what to look at, its signs; the first of them at once. */
const cases: [name: string, seconds: number, filter: string, signs: Sign[]][] = [
  [
    'scan',
    60,
    `${syn} or arp`,
    [
      [/Request who-has 10\.77\.1\.\d+ .*tell 10\.77\.1\.13/, 40],
      [new RegExp(`${own} > 10\\.77\\.1\\.1[012]\\.\\d+:`), 100],
    ],
  ],
  ['brute-force', 40, syn, [[new RegExp(`${own} > 10\\.77\\.1\\.10\\.22:`), 4]]],
  ['beacon', 22, syn, [[new RegExp(`${own} > 203\\.0\\.113\\.66\\.8080:`), 4]]],
  ['exfiltration', 10, 'tcp dst port 8000', [[new RegExp(`${own} > 203\\.0\\.113\\.88\\.8000: tcp [1-9]`), 300]]],
  [
    'lateral',
    30,
    syn,
    [
      [new RegExp(`${own} > 10\\.77\\.1\\.10\\.22:`), 2],
      [/10\.77\.1\.10\.\d+ > 10\.77\.1\.11\.22:/, 1],
    ],
  ],
  ['reverse-shell', 12, syn, [[/10\.77\.1\.10\.\d+ > 10\.77\.1\.13\.4444:/, 1]]],
  ['mining', 15, 'tcp port 3333', [[new RegExp(`${own} > 203\\.0\\.113\\.77\\.3333: tcp [1-9]`), 4]]],
];

describe('scripted attacks', () => {
  it('are all looked at', () => {
    expect(new Set([...cases.map(([name]) => name), ...silent])).toEqual(new Set(attacks.keys()));
  });

  it.each(cases)(
    '%s for %d s makes the traffic that it claims, when it claims',
    async (name, seconds, filter, signs) => {
      const lines = await captureDuring(status.hosts[0]!, filter, async () => {
        await testbed.call('attack', name, '--seconds', String(seconds));
      });
      const told = (await readFile(status.truth, 'utf8')).trim().split('\n').at(-1)!;
      const truth = JSON.parse(told) as { start: number; end: number; peers: string[] };
      expect(truth).toMatchObject({ name, vm: 'attacker', technique: attacks.get(name)!.technique });
      expect(truth.peers.length).toBeGreaterThan(0);
      for (const [index, [pattern, least]] of signs.entries()) {
        const seen = lines.filter(({ text }) => pattern.test(text));
        expect(seen.length, String(pattern)).toBeGreaterThanOrEqual(least);
        for (const { time } of seen) {
          expect(time).toBeGreaterThanOrEqual(truth.start);
          expect(time).toBeLessThanOrEqual(truth.end);
        }
        if (index === 0) expect(seen[0]!.time - truth.start).toBeLessThan(10_000_000);
      }
    },
  );

  it.each(silent)('%s leaves its guest as it was', async (name) => {
    await testbed.call('attack', name);
    const told = (await readFile(status.truth, 'utf8')).trim().split('\n').at(-1)!;
    expect(JSON.parse(told)).toMatchObject({ name, vm: 'db', technique: attacks.get(name)!.technique });
    const left = await testbed.guest(status.hosts[0]!.id, 'db', 'ls -A /srv /tmp 2>/dev/null || true');
    expect(left).not.toMatch(/share|\.c$/m);
  });
});
