import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ethernet, ipv4, ipv6, TCP, tcp, udp, vlan } from '../packets/testing/build-frames.ts';
import type { ExportedFlow, PortCounters } from './exported-flow.ts';
import { FlowExports } from './flow-exports.ts';
import { flowSample, ipfix, netflow5, netflow9, numbers, rawHeader, sflow, template } from './testing/build-exports.ts';

const NOW = 1.7e15;

function read(...datagrams: readonly Uint8Array[]) {
  const flows: ExportedFlow[] = [];
  const counters: PortCounters[] = [];
  const unread: string[] = [];
  let lost = 0;
  const exports = new FlowExports({
    flow: (flow) => flows.push({ ...flow }),
    counters: (one) => counters.push(one),
    lost: (_exporter, count) => (lost += count),
    unread: (code) => unread.push(code),
  });
  for (const datagram of datagrams) exports.take(datagram, '192.0.2.9', NOW);
  return { flows, counters, unread, lost };
}

/** Source, target, ports, protocol, bytes and packets, with the times of `extra`. */
const BASIC = [
  [8, 4],
  [12, 4],
  [7, 2],
  [11, 2],
  [4, 1],
  [1, 8],
  [2, 4],
] as const;
const basic = numbers([4, 0x0a000001], [4, 0x0a000002], [2, 40_000], [2, 443], [1, 6], [8, 5000], [4, 10]);

describe('IPFIX', () => {
  it('reads records by their template, with lengths that vary and fields of others', () => {
    const fields = [...BASIC, [82, 0xffff], [999, 4, 12_345], [83, 0xffff], [6, 2]] as const;
    const long = Buffer.alloc(300, 'x');
    const record = Buffer.concat([
      basic,
      numbers([1, 3]),
      Buffer.from('eth'),
      numbers([4, 1]),
      numbers([1, 255], [2, 300]),
      long,
      numbers([2, 0x1b]),
    ]);
    const { flows, unread } = read(
      ipfix(0, [
        [2, template(256, fields)],
        [256, Buffer.concat([record, record])],
      ]),
    );
    expect(unread).toEqual([]);
    expect(flows).toHaveLength(2);
    expect(flows[1]).toMatchObject({
      src: '10.0.0.1',
      sport: 40_000,
      dst: '10.0.0.2',
      dport: 443,
      protocol: 6,
      bytes: 5000,
      packets: 10,
      flags: 0x1b,
      exporter: '192.0.2.9 77',
      start: NOW,
      end: NOW,
      rate: 1,
      direction: -1,
    });
  });

  it.each([
    ['seconds', [150, 4], [151, 4], numbers([4, 1_699_999_000], [4, 1_699_999_002]), 1.699999e15],
    ['milliseconds', [152, 8], [153, 8], numbers([8, 1_699_999_000_000], [8, 1_699_999_002_000]), 1.699999e15],
    ['NTP time', [154, 8], [155, 8], numbers([4, 3_908_987_800], [4, 0], [4, 3_908_987_802], [4, 0]), 1.699999e15],
    ['microseconds before', [158, 4], [159, 4], numbers([4, 3_000_000], [4, 1_000_000]), NOW - 3e6],
    ['nonsense', [152, 8], [153, 8], numbers([8, 1], [8, 0]), NOW],
  ] as const)('reads times told in %s', (_unit, start, end, bytes, expected) => {
    const { flows } = read(
      ipfix(0, [
        [2, template(300, [...BASIC, start, end])],
        [300, Buffer.concat([basic, bytes])],
      ]),
    );
    expect(flows[0]?.start).toBe(expected);
    expect(flows[0]!.end - flows[0]!.start).toBe(expected === NOW ? 0 : 2e6);
  });

  it('reads both directions of a record, tunnels, and IPv6', () => {
    const fields = [
      [27, 16],
      [28, 16],
      [4, 1],
      [139, 2],
      [2, 4],
      [85, 4],
      [2, 4, 29_305],
      [1, 4, 29_305],
      [891, 1, 6876],
      [892, 8, 6876],
    ] as const;
    const record = Buffer.concat([
      Buffer.from('20010db8000000000000000000000001', 'hex'),
      Buffer.from('20010db8000000000000000000000002', 'hex'),
      numbers([1, 58], [2, 0x8000], [4, 3], [4, 300], [4, 2], [4, 200], [1, 1], [8, 100]),
    ]);
    expect(
      read(
        ipfix(0, [
          [2, template(256, fields)],
          [256, record],
        ]),
      ).flows[0],
    ).toMatchObject({
      family: 6,
      src: '2001:db8::1',
      dst: '2001:db8::2',
      icmpType: 128,
      icmpCode: 0,
      packets: 3,
      bytes: 300,
      reversePackets: 2,
      reverseBytes: 200,
      tunnel: 'vxlan:100',
      sport: 0,
    });
  });

  it('multiplies by a rate that is told in the record, or once in options', () => {
    const options = Buffer.concat([numbers([2, 400], [2, 2], [2, 1], [2, 144], [2, 4], [2, 34], [2, 4])]);
    const told = ipfix(0, [
      [3, options],
      [400, numbers([4, 1], [4, 100])],
      [2, template(256, BASIC)],
      [256, basic],
    ]);
    expect(read(told).flows[0]).toMatchObject({ packets: 1000, bytes: 500_000, rate: 100 });
    const own = ipfix(0, [
      [2, template(256, [...BASIC, [305, 4]])],
      [256, Buffer.concat([basic, numbers([4, 8])])],
    ]);
    expect(read(own).flows[0]).toMatchObject({ packets: 80, rate: 8 });
  });

  it('keeps templates of exporters apart, forgets those withdrawn, and says what it cannot read', () => {
    const record = ipfix(1, [[256, basic]]);
    expect(read(record)).toMatchObject({ flows: [], unread: ['no-template'] });
    const announced = ipfix(0, [[2, template(256, BASIC)]]);
    const withdrawn = ipfix(1, [[2, numbers([2, 256], [2, 0])]]);
    expect(read(announced, record).flows).toHaveLength(1);
    expect(read(announced, withdrawn, record)).toMatchObject({ flows: [], unread: ['no-template'] });
    expect(read(announced, ipfix(1, [[2, numbers([2, 2], [2, 0])]]), record).unread).toEqual(['no-template']);
    expect(read(Buffer.from('000a')).unread).toEqual(['unknown-version']);
    expect(read(Buffer.from('000a0010', 'hex')).unread).toEqual(['bad-message']);
  });

  it('counts records that are missing, not those that come late', () => {
    const told = (sequence: number): Buffer =>
      ipfix(sequence, [
        [2, template(256, BASIC)],
        [256, Buffer.concat([basic, basic])],
      ]);
    expect(read(told(10), told(12), told(14)).lost).toBe(0);
    expect(read(told(10), told(15), told(12), told(17)).lost).toBe(3);
    expect(read(told(0xffffffff), told(1)).lost).toBe(0);
    expect(read(told(5), told(4_000_000)).lost).toBe(0);
  });
});

describe('NetFlow', () => {
  it('reads version 9, its times by the exporter’s uptime', () => {
    const fields = [...BASIC, [22, 4], [21, 4]] as const;
    const record = Buffer.concat([basic, numbers([4, 3_590_000], [4, 3_595_000])]);
    const { flows, unread } = read(
      netflow9(7, [
        [0, template(256, fields)],
        [256, record],
      ]),
    );
    expect(unread).toEqual([]);
    expect(flows).toMatchObject([{ src: '10.0.0.1', dport: 443, packets: 10, start: NOW - 10e6, end: NOW - 5e6 }]);
  });

  it('reads the sampling of version 9 from its options, whose lengths are in bytes', () => {
    const options = numbers([2, 257], [2, 4], [2, 4], [2, 1], [2, 4], [2, 34], [2, 4]);
    const told = netflow9(1, [
      [1, options],
      [257, numbers([4, 0], [4, 50])],
      [0, template(256, BASIC)],
      [256, basic],
    ]);
    expect(read(told).flows[0]).toMatchObject({ packets: 500, rate: 50 });
  });

  it('reads version 5, sampled or not, and counts what is missing', () => {
    const { flows, lost } = read(netflow5(100, 2), netflow5(105, 1, 0x4000 | 10));
    expect(flows).toHaveLength(3);
    expect(lost).toBe(3);
    expect(flows[0]).toMatchObject({
      src: '10.0.0.1',
      sport: 40_000,
      dst: '10.0.0.2',
      dport: 80,
      flags: 27,
      packets: 12,
      bytes: 3456,
    });
    expect(flows[0]!.end - flows[0]!.start).toBe(2e6);
    expect(NOW + 0.5e6 - flows[0]!.end).toBe(1e6);
    expect(flows[2]).toMatchObject({ packets: 120, rate: 10 });
    expect(read(netflow5(0, 2).subarray(0, 100)).unread).toEqual(['bad-message']);
  });
});

describe('sFlow', () => {
  const frame = ethernet(0x0800, ipv4('10.0.0.1', '10.0.0.2', 6, tcp(40_000, 80, TCP.syn, 1, 0, Buffer.alloc(0))));

  it.each([
    ['a plain sample', 1, flowSample(64, [[1, rawHeader(frame)]])],
    ['an expanded sample', 3, flowSample(64, [[1, rawHeader(frame)]], true)],
  ])('reads %s', (_kind, format, sample) => {
    const { flows, unread } = read(sflow(1, [[format, sample]]));
    expect(unread).toEqual([]);
    expect(flows).toMatchObject([
      {
        src: '10.0.0.1',
        sport: 40_000,
        dst: '10.0.0.2',
        dport: 80,
        protocol: 6,
        flags: 2,
        packets: 64,
        rate: 64,
        start: NOW,
      },
    ]);
    expect(flows[0]!.bytes).toBe(64 * 40);
  });

  it('reads the length on the wire from a header cut short, VLANs, and headers without a link layer', () => {
    const long = ethernet(
      0x8100,
      vlan(12, 0x0800, ipv4('10.0.0.1', '10.0.0.2', 17, udp(1000, 53, Buffer.alloc(1000)))),
    );
    const inner = ipv6('fd00::1', 'fd00::2', 17, udp(1, 2, 'x'));
    const { flows } = read(
      sflow(1, [
        [1, flowSample(1, [[1, rawHeader(long.subarray(0, 64), long.length + 4)]])],
        [1, flowSample(1, [[1, rawHeader(inner, inner.length, 12)]])],
      ]),
    );
    expect(flows[0]).toMatchObject({ bytes: 1028, vlan: 12, sport: 1000 });
    expect(flows[1]).toMatchObject({ family: 6, src: 'fd00::1', srcMac: '' });
  });

  it('reads addresses where no header is sent, and the VLAN a switch tells of', () => {
    const addresses = numbers([4, 100], [4, 6], [4, 0x0a000001], [4, 0x0a000002], [4, 5], [4, 80], [4, 24], [4, 0]);
    const { flows } = read(
      sflow(1, [
        [
          1,
          flowSample(10, [
            [3, addresses],
            [1001, numbers([4, 9], [4, 0], [4, 0], [4, 0])],
          ]),
        ],
      ]),
    );
    expect(flows[0]).toMatchObject({ src: '10.0.0.1', dport: 80, flags: 24, bytes: 1000, packets: 10, vlan: 9 });
  });

  it('reads the counters of a port', () => {
    const port = numbers(
      [4, 7],
      [4, 6],
      [8, 1e9],
      [4, 1],
      [4, 3],
      [8, 5_000_000_000],
      [4, 100],
      [4, 10],
      [4, 1],
      [4, 2],
      [4, 3],
      [4, 0],
      [8, 6000],
      [4, 50],
      [4, 5],
      [4, 1],
      [4, 4],
      [4, 5],
      [4, 0],
    );
    const sample = Buffer.concat([numbers([4, 1], [4, 7], [4, 1]), numbers([4, 1], [4, port.length]), port]);
    expect(read(sflow(1, [[2, sample]])).counters).toEqual([
      {
        exporter: '192.0.2.9 192.0.2.1 0',
        time: NOW,
        port: 7,
        inBytes: 5_000_000_000,
        inPackets: 111,
        inDrops: 2,
        inErrors: 3,
        outBytes: 6000,
        outPackets: 56,
        outDrops: 4,
        outErrors: 5,
      },
    ]);
  });

  it('says that a sample is cut, and counts datagrams that are missing', () => {
    const whole = sflow(1, [[1, flowSample(64, [[1, rawHeader(frame)]])]]);
    expect(read(whole.subarray(0, whole.length - 10)).unread).toEqual(['bad-sample']);
    expect(read(sflow(1, []), sflow(4, []), sflow(5, [])).lost).toBe(2);
  });
});

it('bears any bytes, and never tells of flows that cannot be', () => {
  const seeds = [
    netflow5(1, 2),
    ipfix(0, [
      [2, template(256, BASIC)],
      [256, basic],
    ]),
    netflow9(1, [
      [0, template(256, BASIC)],
      [256, basic],
    ]),
  ];
  fc.assert(
    fc.property(
      fc.constantFrom(...seeds),
      fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 8 }),
      (seed, changes) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of changes) if (at >= 2 && at < bytes.length) bytes[at] = value;
        for (const flow of read(bytes, bytes).flows) {
          expect(flow.start).toBeLessThanOrEqual(flow.end);
          expect(flow.packets).toBeGreaterThanOrEqual(0);
          expect(flow.src).not.toBe('');
        }
      },
    ),
  );
});
