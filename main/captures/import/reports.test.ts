import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HostReport } from '../../hosts/host-report.ts';
import { createSimulatedHostMaker } from '../../hosts/simulated/simulated-host.ts';
import { createTurnedClock } from '../../hosts/simulated/turned-clock.test-support.ts';
import { detectFormat } from './detect-format.ts';
import type { ImportSummary } from './importer.ts';
import { createReportsImporter } from './reports.ts';

type Told = [host: string, report: HostReport];

function read(text: string | Uint8Array, chunk = 4096): { told: Told[]; summary: ImportSummary } {
  const told: Told[] = [];
  const importer = createReportsImporter((host, report) => told.push([host, report]));
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  for (let at = 0; at < bytes.length; at += chunk) importer.push(bytes.subarray(at, at + chunk));
  return { told, summary: importer.end() };
}

/** What a simulated host tells in a minute and a half, with all that can happen to its VMs. */
function simulate(): Told[] {
  const clock = createTurnedClock(Date.UTC(2026, 10, 26, 9) * 1000);
  const told: Told[] = [];
  const every = { interfaces: 1000, cpu: 5000, disks: 30_000 };
  const uri = 'simulated:///?vms=12&seed=5&speed=2000';
  const host = createSimulatedHostMaker({ clock })(
    { id: 'demo', uri, name: 'demo', every, capture: false, capturePrefix: [], paused: false },
    (report) => told.push(['demo', report]),
  );
  clock.turn(90_000);
  void host.close();
  return told;
}
const simulated = simulate();
const line = ([host, report]: Told): string => `${JSON.stringify({ mien: 'report', host, report })}\n`;
const recording = simulated.map(line).join('');

describe('what hosts reported while a recording ran', () => {
  test.each([1, 7, 1000, 1e9])('is read back as it was told, in chunks of %d bytes', (chunk) => {
    const { told, summary } = read(recording, chunk);
    expect(told).toEqual(simulated);
    expect(summary).toMatchObject({ taken: simulated.length, skipped: 0, remarks: [] });
  });

  test('is known by its first line', () => {
    expect(detectFormat(new TextEncoder().encode(recording), 'x.ndjson').format).toBe('reports');
  });

  test('that was cut lacks its last line alone', () => {
    const { told, summary } = read(recording.slice(0, -20));
    expect(told).toEqual(simulated.slice(0, -1));
    expect(summary).toMatchObject({ skipped: 1, remarks: [{ code: 'bad-line', line: simulated.length }] });
  });

  test.each([
    ['no JSON', 'nonsense'],
    ['another kind of line', '{"mien":"flow","host":"a"}'],
    ['no host', '{"mien":"report","host":"","report":{"type":"tick","time":1,"answered":1,"total":1,"late":0}}'],
    [
      'a host with a long name',
      JSON.stringify({
        mien: 'report',
        host: 'x'.repeat(65),
        report: { type: 'tick', time: 1, answered: 1, total: 1, late: 0 },
      }),
    ],
    ['no time', '{"mien":"report","host":"a","report":{"type":"tick","answered":1,"total":1,"late":0}}'],
    [
      'a negative count',
      '{"mien":"report","host":"a","report":{"type":"tick","time":1,"answered":-1,"total":1,"late":0}}',
    ],
    ['an unknown report', '{"mien":"report","host":"a","report":{"type":"shell","time":1}}'],
    ['deep nonsense', '['.repeat(100_000)],
  ])('with %s in a line goes on behind it', (_name, bad) => {
    const good = line(['a', { type: 'tick', time: 1, answered: 1, total: 1, late: 0 }]);
    const { told, summary } = read(`${good}${bad}\n\n${good}`);
    expect(told).toHaveLength(2);
    expect(summary).toMatchObject({ taken: 2, skipped: 1, remarks: [{ code: 'bad-line', line: 2, count: 1 }] });
  });

  test('beyond what a poll of a large host takes is skipped without being held', () => {
    const good = line(['a', { type: 'tick', time: 1, answered: 1, total: 1, late: 0 }]);
    const { told, summary } = read(`${'x'.repeat(7 << 20)}\n${good}`, 1 << 20);
    expect(told).toHaveLength(1);
    expect(summary.remarks).toMatchObject([{ code: 'line-too-long', line: 1 }]);
  });

  test('with whatever bytes changed gives reports that were told, or skips', () => {
    const bytes = new TextEncoder().encode(simulated.slice(0, 40).map(line).join(''));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 20 }), (changes) => {
        const changed = Uint8Array.from(bytes);
        for (const [at, byte] of changes) changed[at] = byte;
        const { told, summary } = read(changed);
        expect(told.length).toBe(summary.taken);
        expect(summary.taken + summary.skipped).toBeGreaterThan(0);
        for (const [host, { time }] of told) {
          expect(host.length).toBeGreaterThan(0);
          expect(time).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 60 },
    );
  });
});
