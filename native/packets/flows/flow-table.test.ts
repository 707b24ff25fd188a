import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseFiles, analyseFrames, analysePackets, FindingsSink } from '../testing/analyse.ts';
import { buildPcap, spaced } from '../testing/build-captures.ts';
import { arp, ethernet, geneve, gre, icmp, ipv4, ipv6, TCP, tcp, udp, vlan, vxlan } from '../testing/build-frames.ts';
import { PacketAnalyzer } from '../analyzer.ts';

const A = '10.0.0.1';
const B = '10.0.0.2';

function datagram(source: string, target: string, sport: number, dport: number, payload = 'x'): Buffer {
  return ipv4(source, target, 17, udp(sport, dport, payload));
}

const query = datagram(A, B, 4000, 53);
const inner = ethernet(0x0800, query);

test.each([
  ['', [], ethernet(0x0800, query)],
  ['', [7], ethernet(0x8100, vlan(7, 0x0800, query))],
  ['', [7, 8], ethernet(0x88a8, vlan(7, 0x8100, vlan(8, 0x0800, query)))],
  ['', [], ethernet(0x8100, vlan(0, 0x0800, query))],
  ['vxlan:100', [], ethernet(0x0800, ipv4('1.1.1.1', '2.2.2.2', 17, udp(50000, 4789, vxlan(100, inner))))],
  ['geneve:9', [], ethernet(0x0800, ipv4('1.1.1.1', '2.2.2.2', 17, udp(50000, 6081, geneve(9, inner))))],
  ['gre', [], ethernet(0x0800, ipv4('1.1.1.1', '2.2.2.2', 47, gre(0x0800, query)))],
  ['gre', [], ethernet(0x0800, ipv4('1.1.1.1', '2.2.2.2', 47, gre(0x6558, inner)))],
  ['erspan', [], ethernet(0x0800, ipv4('1.1.1.1', '2.2.2.2', 47, gre(0x88be, inner)))],
  ['ip-in-ip', [], ethernet(0x0800, ipv4('1.1.1.1', '2.2.2.2', 4, query))],
  ['4in6', [], ethernet(0x86dd, ipv6('fd00::1', 'fd00::2', 4, query))],
  ['mpls', [], ethernet(0x8847, Buffer.concat([Buffer.from('00010140', 'hex'), query]))],
  ['pppoe', [], ethernet(0x8864, Buffer.concat([Buffer.from('1100000100200021', 'hex'), query]))],
  [
    'vxlan:5+gre',
    [3],
    ethernet(
      0x0800,
      ipv4(
        '1.1.1.1',
        '2.2.2.2',
        17,
        udp(1, 4789, vxlan(5, ethernet(0x8100, vlan(3, 0x0800, ipv4('3.3.3.3', '4.4.4.4', 47, gre(0x0800, query)))))),
      ),
    ),
  ],
])('what is around the innermost packet is named: "%s" %j', (tunnel, vlans, frame) => {
  const { flows } = analyseFrames([frame]);
  expect(flows).toHaveLength(1);
  expect(flows[0]).toMatchObject({
    tunnel,
    vlans,
    transport: 'udp',
    src: A,
    sport: 4000,
    dst: B,
    dport: 53,
    out: { packets: 1, bytes: 29, payload: 1 },
  });
});

test('a tunnel that carries neither IP nor ARP counts as its own datagram', () => {
  const outer = ipv4('1.1.1.1', '2.2.2.2', 17, udp(50000, 4789, vxlan(1, ethernet(0x88cc, Buffer.alloc(40)))));
  const { flows } = analyseFrames([ethernet(0x0800, outer)]);
  expect(flows[0]).toMatchObject({ src: '1.1.1.1', dport: 4789, tunnel: '' });
});

test('an ICMP error belongs to its own sender and receiver', () => {
  const error = ipv4('10.9.9.9', A, 1, icmp(3, 3, 0, 0, query));
  const { flows } = analyseFrames([ethernet(0x0800, query), ethernet(0x0800, error)]);
  expect(flows.map((flow) => [flow.transport, flow.src, flow.dst, flow.icmpType, flow.icmpCode])).toEqual([
    ['udp', A, B, 0, 0],
    ['icmp', '10.9.9.9', A, 3, 3],
  ]);
});

test('an offloaded packet whose length says 0 counts as long as its frame', () => {
  const packet = ipv4(A, B, 6, tcp(1, 2, TCP.ack, 0, 0, Buffer.alloc(3000)), { length: 0 });
  const { flows } = analyseFrames([ethernet(0x0800, packet)]);
  expect(flows[0]?.out).toMatchObject({ bytes: 3040, payload: 3000 });
});

test('padding of short frames is not payload', () => {
  const { flows } = analyseFrames([
    Buffer.concat([ethernet(0x0800, ipv4(A, B, 6, tcp(1, 2, TCP.ack, 0, 0))), Buffer.alloc(6)]),
  ]);
  expect(flows[0]?.out).toMatchObject({ bytes: 40, payload: 0, dataPackets: 0 });
});

test('a frame cut short counts as long as it was on the wire', () => {
  const frame = ethernet(0x0800, datagram(A, B, 1, 2, 'y'.repeat(900)));
  const { flows } = analysePackets([{ frame: frame.subarray(0, 60), time: 1e15, originalLength: frame.length }]);
  expect(flows[0]?.out).toMatchObject({ bytes: 928, payload: 900 });
});

test('fragments belong to the flow of their datagram, in whatever order they come', () => {
  const whole = udp(4000, 53, 'z'.repeat(3000));
  const parts = [
    ipv4(A, B, 17, whole.subarray(0, 1480), { id: 9, fragment: 0x2000 }),
    ipv4(A, B, 17, whole.subarray(1480, 2960), { id: 9, fragment: 0x2000 | 185 }),
    ipv4(A, B, 17, whole.subarray(2960), { id: 9, fragment: 370 }),
  ].map((part) => ethernet(0x0800, part));
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 0, 2],
  ]) {
    const { flows, segments } = analyseFrames(order.map((index) => parts[index]!));
    expect(flows).toHaveLength(1);
    expect(flows[0]).toMatchObject({
      sport: 4000,
      dport: 53,
      firstPacket: 0,
      lastPacket: 2,
      out: { packets: 3, bytes: 3068 },
    });
    expect(Array.from(segments[0]?.flows ?? [])).toEqual([1, 1, 1]);
  }
});

test('a fragment without its first is a flow without ports', () => {
  const { flows } = analyseFrames([ethernet(0x0800, ipv4(A, B, 17, Buffer.alloc(100), { id: 4, fragment: 185 }))]);
  expect(flows[0]).toMatchObject({ transport: 'udp', sport: 0, dport: 0, out: { packets: 1, bytes: 120 } });
});

test('ARP questions and answers are one flow beside those of IP, and a record each', () => {
  const { flows, records } = analyseFrames([ethernet(0x0806, arp(1, A, B)), ethernet(0x0806, arp(2, B, A))]);
  expect(flows).toHaveLength(1);
  expect(flows[0]).toMatchObject({
    transport: 'arp',
    src: A,
    dst: B,
    communityId: '',
    out: { packets: 1 },
    in: { packets: 1 },
  });
  expect(records).toMatchObject([
    { kind: 'neighbour', flow: 1, operation: 'request', sender: A, target: B, senderMac: '52:54:00:00:00:01' },
    { kind: 'neighbour', flow: 1, operation: 'reply', sender: B, target: A },
  ]);
});

test('the answer may come in another VLAN, the same addresses elsewhere are another flow', () => {
  const answer = datagram(B, A, 53, 4000);
  const { flows } = analyseFrames([
    ethernet(0x8100, vlan(1, 0x0800, query)),
    ethernet(0x8100, vlan(2, 0x0800, query)),
    ethernet(0x8100, vlan(2, 0x0800, answer)),
    ethernet(0x8100, vlan(3, 0x0800, answer)),
  ]);
  expect(flows.map((flow) => [flow.vlans, flow.out.packets, flow.in.packets])).toEqual([
    [[1], 1, 1],
    [[2], 1, 1],
  ]);
});

test('silence splits a datagram flow', () => {
  const { flows } = analysePackets([
    { frame: ethernet(0x0800, query), time: 1e15 },
    { frame: ethernet(0x0800, query), time: 1e15 + 50e6 },
    { frame: ethernet(0x0800, query), time: 1e15 + 400e6 },
  ]);
  expect(flows.map((flow) => flow.out.packets)).toEqual([2, 1]);
});

test('a beacon inside one long connection shows as pulses', () => {
  const packets = Array.from({ length: 20 }, (_, beat) => ({
    frame: ethernet(0x0800, ipv4(A, B, 6, tcp(4000, 443, TCP.ack, beat * 50, 0, 'b'.repeat(50)))),
    time: 1e15 + beat * 60e6,
  }));
  const [flow] = analysePackets(packets).flows;
  expect(flow?.pulses).toEqual({ count: 20, gapMean: 60e6, gapSd: 0, gapMedian: 60e6, sizeMean: 50, sizeSd: 0 });
});

test('entropy tells repeated from random payload', () => {
  const random = Buffer.from(Array.from({ length: 1024 }, (_, index) => index & 255));
  const frames = [Buffer.alloc(1024, 65), random].map((payload, index) =>
    ethernet(0x0800, ipv4(A, B, 17, udp(index + 1, 9, payload))),
  );
  const { flows } = analyseFrames(frames);
  expect(flows.map((flow) => flow.entropyOut)).toEqual([0, 8]);
  expect(flows.map((flow) => flow.entropyIn)).toEqual([-1, -1]);
});

test('unordered and equal times give no negative gap, and start and end hold all packets', () => {
  const times = fc.array(fc.integer({ min: 0, max: 50e6 }), { minLength: 2, maxLength: 40 });
  fc.assert(
    fc.property(times, (offsets) => {
      const { flows } = analysePackets(
        offsets.map((offset) => ({ frame: ethernet(0x0800, query), time: 1e15 + offset })),
      );
      expect(flows).toHaveLength(1);
      const [flow] = flows;
      expect(flow?.start).toBe(1e15 + Math.min(...offsets));
      expect(flow?.end).toBe(1e15 + Math.max(...offsets));
      expect(flow?.out.gapMin).toBeGreaterThanOrEqual(0);
      expect(flow?.out.gapMean).toBeGreaterThanOrEqual(flow?.out.gapMin ?? 0);
      expect(flow?.out.gapMean).toBeLessThanOrEqual((flow?.out.gapMax ?? 0) + 1e-3);
    }),
    { numRuns: 100 },
  );
});

test('every packet is counted once, whatever the mixture, also when flows are evicted', () => {
  const packet = fc.record({
    source: fc.integer({ min: 1, max: 6 }),
    target: fc.integer({ min: 1, max: 6 }),
    sport: fc.integer({ min: 1, max: 3 }),
    flags: fc.integer({ min: 0, max: 31 }),
    time: fc.integer({ min: 0, max: 1e9 }),
  });
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 120 }), (packets) => {
      const built = packets.map((one) => ({
        frame: ethernet(
          0x0800,
          ipv4(`10.0.0.${one.source}`, `10.0.0.${one.target}`, 6, tcp(one.sport, 80, one.flags, 1, 1)),
        ),
        time: 1e15 + one.time,
      }));
      const { flows, segments } = analysePackets(built, { capacity: 4 });
      const counted = flows.reduce((sum, flow) => sum + flow.out.packets + flow.in.packets, 0);
      expect(counted).toBe(packets.length);
      const indexed = new Map<number, number>();
      for (const segment of segments) {
        for (const id of segment.flows) indexed.set(id, (indexed.get(id) ?? 0) + 1);
      }
      for (const flow of flows) expect(indexed.get(flow.id)).toBe(flow.out.packets + flow.in.packets);
    }),
    { numRuns: 200 },
  );
});

test('flow ids and packet numbers go on over files, flows do not', () => {
  const file = buildPcap(spaced([ethernet(0x0800, query), ethernet(0x0800, query)]));
  const { flows, files, segments } = analyseFiles([file, file]);
  expect(flows.map((flow) => [flow.id, flow.firstPacket, flow.lastPacket])).toEqual([
    [1, 0, 1],
    [2, 2, 3],
  ]);
  expect(files.map((one) => [one.file, one.firstPacket, one.packets])).toEqual([
    [0, 0, 2],
    [1, 2, 2],
  ]);
  expect(segments.map((segment) => [segment.file, segment.firstPacket])).toEqual([
    [0, 0],
    [1, 2],
  ]);
});

test('a snapshot tells open flows under the id they keep, and only those that changed', () => {
  const sink = new FindingsSink();
  const analyzer = new PacketAnalyzer(sink);
  const file = buildPcap(spaced([ethernet(0x0800, query), ethernet(0x0800, datagram(B, A, 53, 4000))]));
  const firstRecord = 24 + 16 + inner.length;
  analyzer.push(file.subarray(0, firstRecord));
  analyzer.snapshot();
  analyzer.snapshot();
  expect(sink.provisional.map((flow) => [flow.id, flow.out.packets, flow.in.packets])).toEqual([[1, 1, 0]]);
  analyzer.push(file.subarray(firstRecord));
  analyzer.end();
  expect(sink.findings.flows.map((flow) => [flow.id, flow.out.packets, flow.in.packets])).toEqual([[1, 1, 1]]);
});
