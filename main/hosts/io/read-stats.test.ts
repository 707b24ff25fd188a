import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TypedParameter } from '../../../native/libvirt/protocol/typed-parameter.ts';
import { hostReportSchema } from '../host-report-schema.ts';
import { readCpu, readDisks, readQuick, readState } from './read-stats.ts';

const dom = { name: 'shop-web', uuid: '7e57bed0-0000-4000-8000-01000000000a', id: 3 };

/** Writes `field=value` as libvirt tells it: texts as text, all else as unsigned long. */
function params(...lines: string[]): TypedParameter[] {
  return lines.map((line) => {
    const [field = '', value = ''] = line.split('=');
    return /^-?\d+$/.test(value) ? { field, type: 'ullong', value: BigInt(value) } : { field, type: 'string', value };
  });
}

describe('what libvirt 9 tells of a running QEMU', () => {
  it('gives interfaces and the state', () => {
    const told = params(
      'state.state=1',
      'state.reason=5',
      'net.count=1',
      'net.0.name=vnet3',
      'net.0.rx.bytes=2476',
      'net.0.rx.pkts=18',
      'net.0.rx.errs=0',
      'net.0.rx.drop=2',
      'net.0.tx.bytes=1522',
      'net.0.tx.pkts=13',
      'net.0.tx.errs=0',
      'net.0.tx.drop=0',
    );
    expect(readQuick({ dom, params: told })).toEqual({
      uuid: dom.uuid,
      name: 'shop-web',
      state: 'running',
      interfaces: [
        {
          name: 'vnet3',
          rxBytes: 2476,
          rxPackets: 18,
          rxErrors: 0,
          rxDrops: 2,
          txBytes: 1522,
          txPackets: 13,
          txErrors: 0,
          txDrops: 0,
        },
      ],
    });
  });

  it('gives CPU, memory and hardware events, and that its process told them', () => {
    const told = params(
      'cpu.time=5550487053',
      'cpu.user=4830000000',
      'cpu.system=710000000',
      'cpu.cache.monitor.count=0',
      'balloon.current=131072',
      'balloon.maximum=262144',
      'balloon.swap_in=1',
      'balloon.major_fault=7',
      'balloon.rss=256440',
      'balloon.unused=40244',
      'vcpu.current=1',
      'vcpu.maximum=3',
      'vcpu.0.state=1',
      'vcpu.0.wait=5',
      'vcpu.0.delay=6116070093',
      'vcpu.2.delay=7',
      'perf.cache_misses=88',
      'perf.__proto__=1',
    );
    expect(readCpu({ dom, params: told })).toEqual({
      inside: true,
      sample: {
        uuid: dom.uuid,
        cpu: {
          time: 5_550_487_053,
          user: 4_830_000_000,
          system: 710_000_000,
          online: 1,
          wait: 5,
          delay: 6_116_070_100,
        },
        memory: { current: 131_072, maximum: 262_144, swapIn: 1, majorFaults: 7, rss: 256_440, unused: 40_244 },
        perf: expect.objectContaining({ cache_misses: 88 }),
      },
    });
  });

  it('tells a process that was busy from one that answered', () => {
    const busy = params('cpu.time=5', 'balloon.current=1', 'balloon.maximum=2', 'vcpu.current=1', 'vcpu.maximum=1');
    expect(readCpu({ dom, params: busy }).inside).toBe(false);
    expect(readDisks({ dom, params: params('block.count=1', 'block.0.name=vda') }).inside).toBe(false);
    expect(readDisks({ dom, params: params('block.count=0') }).inside).toBe(true);
  });

  it('gives disks, without parts of their backing chains', () => {
    const told = params(
      'block.count=2',
      'block.0.name=vda',
      'block.0.rd.reqs=2',
      'block.0.rd.bytes=4608',
      'block.0.rd.times=182081',
      'block.0.wr.reqs=0',
      'block.0.wr.bytes=0',
      'block.0.wr.times=0',
      'block.0.fl.reqs=4',
      'block.1.name=vda',
      'block.1.backingIndex=3',
    );
    expect(readDisks({ dom, params: told }).sample.disks).toEqual([
      {
        name: 'vda',
        readBytes: 4608,
        readRequests: 2,
        readTime: 182_081,
        writeBytes: 0,
        writeRequests: 0,
        writeTime: 0,
        flushRequests: 4,
      },
    ]);
  });

  it('leaves out what a host does not offer', () => {
    expect(readCpu({ dom, params: [] })).toEqual({ sample: { uuid: dom.uuid }, inside: false });
    expect(readQuick({ dom, params: [] })).toMatchObject({ state: 'unknown', interfaces: [] });
    expect(readState(99)).toBe('unknown');
  });

  it('makes nothing of hostile numbers that the engine would not take', () => {
    const fields = [
      'net.count',
      'net.0.rx.bytes',
      'block.count',
      'block.0.rd.bytes',
      'vcpu.maximum',
      'cpu.time',
      'balloon.current',
      'balloon.maximum',
      'perf.x',
    ];
    const parameter = fc.record({
      field: fc.constantFrom(...fields),
      type: fc.constant('llong' as const),
      value: fc.oneof(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }), fc.double()),
    });
    fc.assert(
      fc.property(fc.array(parameter), (given) => {
        const record = { dom, params: given as TypedParameter[] };
        const { uuid, interfaces } = readQuick(record);
        for (const sample of [{ uuid, interfaces }, readCpu(record).sample, readDisks(record).sample]) {
          const batch = { tier: 'cpu', time: 1, at: 1, epoch: '', took: 0, samples: [sample] };
          hostReportSchema.parse({ type: 'samples', time: 1, batch });
        }
      }),
    );
  });
});
