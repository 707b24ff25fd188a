import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { METRICS, placeOf, type MetricKey, type RateRow } from './metrics.ts';
import { RateMaker } from './rate-maker.ts';
import type { DiskCounters, InterfaceCounters, ResourceSample, SampleBatch, SampleTier } from './resource-sample.ts';

const UUID = '00000000-0000-4000-8000-000000000001';
const START = Date.UTC(2026, 10, 26) * 1000;

/** A poll of one VM, so many seconds after the start by the clock that never steps. */
function batch(tier: SampleTier, seconds: number, sample: Omit<ResourceSample, 'uuid'>, epoch = 'a'): SampleBatch {
  return {
    tier,
    time: START + seconds * 1e6,
    at: seconds * 1000,
    epoch,
    took: 1,
    samples: [{ uuid: UUID, ...sample }],
  };
}

function nic(rxBytes: number, name = 'vnet0'): InterfaceCounters {
  return { name, rxBytes, rxPackets: 0, rxErrors: 0, rxDrops: 0, txBytes: 0, txPackets: 0, txErrors: 0, txDrops: 0 };
}

function disk(parts: Partial<DiskCounters>): DiskCounters {
  const none = { readBytes: 0, readRequests: 0, readTime: 0, writeBytes: 0, writeRequests: 0, writeTime: 0 };
  return { name: 'vda', ...none, ...parts };
}

const valueOf = (rows: readonly RateRow[], key: MetricKey, device = ''): number | undefined =>
  rows.find((row) => row.device === device)?.values[placeOf(key).place];

/** Rows of the last of some polls. */
function lastOf(...batches: SampleBatch[]): RateRow[] {
  const maker = new RateMaker();
  return batches.map((one) => maker.take('host', one)).at(-1) ?? [];
}

describe('rates of counters', () => {
  test('are growth over time by the clock that never steps, whatever the wall clock does', () => {
    const first = batch('interfaces', 10, { interfaces: [nic(1000)] });
    const next = { ...batch('interfaces', 12, { interfaces: [nic(5000)] }), time: START - 3600e6 };
    const rows = lastOf(first, next);
    expect(valueOf(rows, 'received')).toBe(2000);
    expect(rows).toMatchObject([{ uuid: UUID, device: '', seconds: 2, time: START - 3600e6 }]);
  });

  test.each<[string, SampleBatch[]]>([
    ['the first sample', [batch('interfaces', 1, { interfaces: [nic(5)] })]],
    [
      'a new run of the poller',
      [batch('interfaces', 1, { interfaces: [nic(5)] }), batch('interfaces', 2, { interfaces: [nic(9)] }, 'b')],
    ],
    ['a gap', [batch('interfaces', 1, { interfaces: [nic(5)] }), batch('interfaces', 40, { interfaces: [nic(900)] })]],
    [
      'a moment too short to measure',
      [batch('interfaces', 1, { interfaces: [nic(5)] }), batch('interfaces', 1.1, { interfaces: [nic(900)] })],
    ],
    [
      'a clock that went back',
      [batch('interfaces', 9, { interfaces: [nic(5)] }), batch('interfaces', 2, { interfaces: [nic(9)] })],
    ],
    [
      'a device in place of another',
      [batch('interfaces', 1, { interfaces: [nic(5)] }), batch('interfaces', 2, { interfaces: [nic(1e9, 'vnet9')] })],
    ],
    ['a VM without devices', [batch('disks', 1, {}), batch('disks', 31, {})]],
  ])('%s gives none', (_name, batches) => {
    expect(lastOf(...batches)).toEqual([]);
  });

  test('after a clock went back are made of what came since', () => {
    const interfaces = (bytes: number): Omit<ResourceSample, 'uuid'> => ({ interfaces: [nic(bytes)] });
    const rows = lastOf(
      batch('interfaces', 900, interfaces(5)),
      batch('interfaces', 2, interfaces(100)),
      batch('interfaces', 3, interfaces(300)),
    );
    expect(valueOf(rows, 'received')).toBe(200);
  });

  test('are missing, not negative, where a counter started again', () => {
    const rows = lastOf(
      batch('cpu', 5, { cpu: { time: 9e9, online: 2, wait: 1e9 } }),
      batch('cpu', 10, { cpu: { time: 1e9, online: 2, wait: 2e9 } }),
    );
    expect(valueOf(rows, 'cpu')).toBeNaN();
    expect(valueOf(rows, 'cpuWait')).toBeCloseTo(0.1);
    expect(valueOf(rows, 'cpuSteal')).toBeNaN();
  });

  test('of several devices add up; one that came or started again is left out of the sum', () => {
    const maker = new RateMaker();
    const at = (seconds: number, ...interfaces: InterfaceCounters[]): RateRow[] =>
      maker.take('host', batch('interfaces', seconds, { interfaces }));
    at(1, nic(100, 'a'), nic(1000, 'b'));
    const both = at(2, nic(150, 'a'), nic(1030, 'b'));
    expect([valueOf(both, 'received'), valueOf(both, 'received', 'a'), valueOf(both, 'received', 'b')]).toEqual([
      80, 50, 30,
    ]);
    const more = at(3, nic(160, 'a'), nic(1040, 'b'), nic(9e9, 'c'));
    expect(valueOf(more, 'received')).toBe(20);
    expect(valueOf(more, 'received', 'c')).toBeNaN();
    const again = at(4, nic(165, 'a'), nic(7, 'b'), nic(9e9, 'c'));
    expect(valueOf(again, 'received')).toBe(5);
    expect(valueOf(again, 'received', 'b')).toBeNaN();
  });

  test('have no sum of what only some devices count', () => {
    const rows = lastOf(
      batch('disks', 30, { disks: [disk({ errors: 1 }), disk({ name: 'vdb' })] }),
      batch('disks', 60, { disks: [disk({ errors: 4 }), disk({ name: 'vdb', errors: 5000 })] }),
    );
    expect(valueOf(rows, 'diskErrors')).toBeNaN();
    expect(valueOf(rows, 'diskErrors', 'vda')).toBeCloseTo(0.1);
  });

  test('tell latency of the requests that were done, and none without', () => {
    const busy = lastOf(
      batch('disks', 30, { disks: [disk({ readRequests: 10, readTime: 0 })] }),
      batch('disks', 60, { disks: [disk({ readRequests: 20, readTime: 50e6 })] }),
    );
    expect(valueOf(busy, 'readLatency')).toBeCloseTo(5);
    expect(valueOf(busy, 'writeLatency')).toBeNaN();
  });

  test('hold levels within their whole', () => {
    const memory = (usable: number): Omit<ResourceSample, 'uuid'> => ({
      cpu: { time: 1e12, online: 1 },
      memory: { current: 1000, maximum: 2000, rss: 10, available: 1000, unused: 900, usable },
    });
    // A balloon that moved between two readings makes more usable than there is.
    const rows = lastOf(batch('cpu', 5, memory(500)), batch('cpu', 10, memory(1400)));
    expect(valueOf(rows, 'memoryUsed')).toBe(0);
    expect(valueOf(rows, 'memoryResident')).toBe(10_240);
  });

  test('of two hosts that count one VM during a migration do not mix, and a VM that left starts anew', () => {
    const maker = new RateMaker();
    const interfaces = (bytes: number): Omit<ResourceSample, 'uuid'> => ({ interfaces: [nic(bytes)] });
    maker.take('one', batch('interfaces', 1, interfaces(1e6)));
    expect(maker.take('two', batch('interfaces', 2, interfaces(10)))).toEqual([]);
    expect(valueOf(maker.take('two', batch('interfaces', 3, interfaces(20))), 'received')).toBe(10);
    maker.forget('one', UUID);
    expect(maker.take('one', batch('interfaces', 4, interfaces(5e6)))).toEqual([]);
    maker.keepOnly('two', new Set());
    expect(maker.take('two', batch('interfaces', 4, interfaces(30)))).toEqual([]);
    expect(maker.take('one', batch('interfaces', 5, interfaces(6e6)))).toHaveLength(1);
  });
});

describe('metrics', () => {
  test('have unique keys and know their places', () => {
    const all = Object.entries(METRICS).flatMap(([tier, metrics]) =>
      metrics.map(({ key }, place) => ({ key, tier, place })),
    );
    expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
    for (const { key, tier, place } of all) expect(placeOf(key)).toEqual({ tier, place });
  });
});

const counter = fc.oneof(fc.nat(1000), fc.nat({ max: 2 ** 40 }), fc.constant(Number.MAX_SAFE_INTEGER));
const device = fc.constantFrom('a', 'b', 'c');
const interfaceArb = fc.record({
  name: device,
  rxBytes: counter,
  rxPackets: counter,
  rxErrors: counter,
  rxDrops: counter,
  txBytes: counter,
  txPackets: counter,
  txErrors: counter,
  txDrops: counter,
});
const diskArb = fc.record(
  {
    name: device,
    readBytes: counter,
    readRequests: counter,
    readTime: counter,
    writeBytes: counter,
    writeRequests: counter,
    writeTime: counter,
    errors: counter,
  },
  { requiredKeys: ['name', 'readBytes', 'readRequests', 'readTime', 'writeBytes', 'writeRequests', 'writeTime'] },
);
const sampleArb: fc.Arbitrary<ResourceSample> = fc.record(
  {
    uuid: fc.constantFrom(UUID, UUID.replace(/1$/, '2')),
    cpu: fc.record(
      { time: counter, online: fc.nat(8), wait: counter, delay: counter },
      { requiredKeys: ['time', 'online'] },
    ),
    memory: fc.record(
      {
        current: counter,
        maximum: counter,
        rss: counter,
        unused: counter,
        available: counter,
        usable: counter,
        swapIn: counter,
        swapOut: counter,
        majorFaults: counter,
      },
      { requiredKeys: ['current', 'maximum'] },
    ),
    interfaces: fc.uniqueArray(interfaceArb, { selector: ({ name }) => name }),
    disks: fc.uniqueArray(diskArb, { selector: ({ name }) => name }),
    perf: fc.record({ instructions: counter, cache_misses: counter }, { requiredKeys: [] }),
  },
  { requiredKeys: ['uuid'] },
);
const batchArb: fc.Arbitrary<SampleBatch> = fc.record({
  tier: fc.constantFrom<SampleTier>('interfaces', 'cpu', 'disks'),
  time: fc.nat({ max: 2 ** 52 }),
  at: fc.oneof(fc.nat(2000), fc.nat({ max: 1e9 })),
  epoch: fc.constantFrom('a', 'a', 'a', 'b'),
  took: fc.constant(1),
  samples: fc.uniqueArray(sampleArb, { selector: ({ uuid }) => uuid }),
});

test('whatever counters do, no rate is negative, no share is above one, and nothing spans a gap', () => {
  const longest = { interfaces: 30, cpu: 60, disks: 300 };
  fc.assert(
    fc.property(fc.array(batchArb, { maxLength: 12 }), (batches) => {
      const maker = new RateMaker();
      for (const one of batches) {
        for (const { tier, values, seconds } of maker.take('host', one)) {
          expect(tier).toBe(one.tier);
          expect(seconds).toBeGreaterThanOrEqual(0.2);
          expect(seconds).toBeLessThanOrEqual(longest[tier]);
          expect(values).toHaveLength(METRICS[tier].length);
          for (const [place, value] of values.entries()) {
            expect(value < 0 || value === Number.POSITIVE_INFINITY).toBe(false);
            if (METRICS[tier][place]?.unit === 'share') expect(value > 1).toBe(false);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});
