import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlowRecord, L7Record } from './records.ts';
import { analyseFrames } from './testing/analyse.ts';
import { buildPcap, spaced } from './testing/build-captures.ts';
import { arp, ethernet, icmp, ipv4, ipv6, TCP, tcp, udp, vlan, vxlan } from './testing/build-frames.ts';
import { PacketAnalyzer } from './analyzer.ts';
import { copyFlow } from './flows/copy-flow.ts';
import type { WireSink } from './wire.ts';
import { WireDecoder, WireEncoder } from './wire.ts';
import { WireError } from './wire/byte-reader.ts';
import { decodeFlow } from './wire/flow-codec.ts';
import { FlowFront } from './wire/flow-front.ts';
import { decodeRecord, decodeRecordColumns } from './wire/record-codec.ts';
import { RECORD_SHAPES } from './wire/record-fields.ts';

type Told = [string, ...unknown[]];

/** Keeps what a decoder tells, bodies decoded. */
function listen(told: Told[]): WireSink {
  return {
    flow: (body, isProvisional) => told.push(['flow', copyFlow(decodeFlow(body)), isProvisional]),
    record: (body) => told.push(['record', decodeRecord(body)]),
    note: (note, file) => told.push(['note', note, file]),
    segment: (bytes) => told.push(['segment', Buffer.from(bytes)]),
    progress: (progress) => told.push(['progress', progress]),
    file: (summary) => told.push(['file', summary]),
  };
}

function encode(write: (encoder: WireEncoder) => void): Buffer {
  const pieces: Buffer[] = [];
  const encoder = new WireEncoder((piece) => pieces.push(Buffer.from(piece)));
  write(encoder);
  encoder.flush();
  return Buffer.concat(pieces);
}

function decode(bytes: Buffer, pieceBytes = Infinity): Told[] {
  const told: Told[] = [];
  const decoder = new WireDecoder(listen(told));
  for (let at = 0; at < bytes.length; at += pieceBytes) decoder.push(bytes.subarray(at, at + pieceBytes));
  decoder.end();
  return told;
}

const [template] = analyseFrames([ethernet(0x0800, ipv4('10.0.0.1', '10.0.0.2', 17, udp(1, 2, 'x')))]).flows as [
  FlowRecord,
];

const values: Record<string, fc.Arbitrary<unknown>> = {
  text: fc.string({ unit: 'binary', maxLength: 300 }),
  texts: fc.array(fc.string({ maxLength: 90 }), { maxLength: 20 }),
  whole: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  number: fc.double({ noNaN: true }),
  flag: fc.boolean(),
  'maybe-flag': fc.constantFrom(true, false, null),
  certificate: fc.option(
    fc.record({
      subject: fc.string(),
      issuer: fc.string(),
      selfSigned: fc.boolean(),
      notBefore: fc.double({ noNaN: true }),
      notAfter: fc.integer(),
    }),
  ),
};

const records = fc.constantFrom(...RECORD_SHAPES).chain((shape) =>
  fc.record({
    kind: fc.constant(shape.kind),
    flow: fc.integer({ min: 0, max: 0xffffffff }),
    time: fc.double({ min: 0, max: 9e15, noNaN: true }),
    ...Object.fromEntries(shape.fields.map(([name, type]) => [name, values[type]!])),
  }),
) as fc.Arbitrary<L7Record>;

test('every kind of record comes over as it was', () => {
  fc.assert(
    fc.property(fc.array(records, { maxLength: 8 }), fc.integer({ min: 1, max: 200 }), (sent, pieceBytes) => {
      const bytes = encode((encoder) => sent.forEach((record) => encoder.record(record)));
      expect(decode(bytes, pieceBytes)).toEqual(sent.map((record) => ['record', record]));
    }),
    { numRuns: 300 },
  );
});

test('the number of a kind on the wire never changes', () => {
  expect(RECORD_SHAPES.map((shape) => shape.kind)).toEqual([
    'dns',
    'tls',
    'http',
    'dhcp',
    'nbns',
    'ssh',
    'smb',
    'dcerpc',
    'smtp',
    'ftp',
    'modbus',
    's7',
    'mining',
    'ldap',
    'login',
    'echo',
    'neighbour',
  ]);
});

test('an imported flow comes over as it was, odd addresses and all', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 });
  const address = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    text,
    fc.constantFrom('01.2.3.4', '1.2.3', '', '256.1.1.1', 'fe80::1%eth0'),
  );
  const mac = fc.oneof(fc.constantFrom('', '52:54:00:aB:00:01', '52:54:00:ab:00:01'), text);
  const whole = fc.integer({ min: -1, max: 2 ** 52 });
  const flow = fc.record({
    src: address,
    dst: address,
    srcMac: mac,
    dstMac: mac,
    communityId: text,
    service: text,
    tunnel: text,
    firstPacket: whole,
    packets: whole,
  });
  fc.assert(
    fc.property(flow, ({ packets, ...fields }) => {
      const sent: FlowRecord = {
        ...template,
        ...fields,
        vlans: [1, 4095],
        out: { ...template.out, packets: packets + 3, gapMean: 1.5, gapSd: 0.25, gapMin: 1, gapMax: 3 },
      };
      expect(decode(encode((encoder) => encoder.flow(sent, false)))).toEqual([['flow', sent, false]]);
    }),
    { numRuns: 300 },
  );
});

const A = '10.0.0.1';
const B = '192.168.7.9';
const frames = [
  ethernet(0x0800, ipv4(A, B, 17, udp(4000, 53, 'q'))),
  ethernet(0x0800, ipv4(B, A, 17, udp(53, 4000, 'answer'))),
  ethernet(0x8100, vlan(7, 0x0800, ipv4(A, B, 6, tcp(1, 2, TCP.syn, 1, 0)))),
  ethernet(0x86dd, ipv6('fd00::1', 'fd00::2', 58, icmp(128, 0, 1, 1, 'ping'))),
  ethernet(0x0800, ipv4(A, B, 1, icmp(3, 1, 0, 0, 'unreachable'))),
  ethernet(0x0800, ipv4(A, B, 89, Buffer.alloc(44))),
  ethernet(0x0806, arp(1, A, B)),
  ethernet(
    0x0800,
    ipv4('1.1.1.1', '2.2.2.2', 17, udp(9, 4789, vxlan(70_000, ethernet(0x0800, ipv4(A, B, 17, udp(1, 2, 'in')))))),
  ),
];

test('what an analysis tells over the wire is what it tells directly', () => {
  const file = buildPcap(spaced([...frames, ...frames, ...frames], 1e15, 2e6));
  const direct = analyseFrames([]);
  const bytes = encode((encoder) => {
    const analyzer = new PacketAnalyzer({
      flow: (flow, isProvisional) => {
        direct.flows.push(copyFlow(flow));
        encoder.flow(flow, isProvisional);
      },
      record: (record) => {
        direct.records.push(record);
        encoder.record(record);
      },
      note: (note, at) => encoder.note(note, at),
      segment: (segment) => encoder.segment(segment),
      file: (summary) => encoder.file(summary),
    });
    analyzer.push(file);
    analyzer.end();
    encoder.progress({ file: 1, bytes: 2, packets: 3, flows: 4, time: 5.5 });
  });
  const told = decode(bytes);
  expect(told.filter(([kind]) => kind === 'flow').map(([, flow]) => flow)).toEqual(direct.flows);
  expect(direct.flows.map((flow) => flow.tunnel)).toContain('vxlan:70000');
  expect(told.filter(([kind]) => kind === 'record').map(([, record]) => record)).toEqual(direct.records);
  expect(direct.records.length).toBeGreaterThan(2);
  expect(told.at(-1)).toEqual(['progress', { file: 1, bytes: 2, packets: 3, flows: 4, time: 5.5 }]);
  for (const size of [1, 3, 1000]) expect(decode(bytes, size)).toEqual(told);
});

test('columns alone agree with the whole', () => {
  const bodies: Buffer[] = [];
  const collector: WireSink = {
    ...listen([]),
    flow: (body) => bodies.push(Buffer.from(body)),
    record: (body) => bodies.push(Buffer.from(body)),
  };
  new WireDecoder(collector).push(encode((encoder) => encoder.flow(template, false)));
  expect(new FlowFront(bodies[0]!)).toMatchObject({
    id: template.id,
    transport: template.transport,
    state: template.state,
    dport: template.dport,
    start: template.start,
    packetsOut: 1,
    bytesOut: 29,
  });
  // Cut anywhere, it is no flow: what is stored must read back.
  for (let size = 0; size < bodies[0]!.length; size++) {
    expect(() => new FlowFront(bodies[0]!.subarray(0, size))).toThrow(WireError);
  }
  const record: L7Record = { kind: 'ssh', flow: 9, time: 4, client: 'c', server: 's' };
  new WireDecoder(collector).push(encode((encoder) => encoder.record(record)));
  expect(decodeRecordColumns(bodies[1]!)).toEqual({ kind: 'ssh', flow: 9, time: 4 });
});

test('pieces of about 64 KiB are handed over while writing', () => {
  const sizes: number[] = [];
  const encoder = new WireEncoder((piece) => sizes.push(piece.length));
  for (let index = 0; index < 20; index++) encoder.segment(Buffer.alloc(32 * 1024));
  encoder.flush();
  expect(sizes.length).toBeGreaterThanOrEqual(2);
  expect(Math.max(...sizes)).toBeLessThan(128 * 1024);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(20 * (32 * 1024 + 5));
});

test.each([
  ['oversized', Buffer.from('ffffff7f01', 'hex')],
  ['oversized', Buffer.from('00000000', 'hex')],
  ['unknown-type', Buffer.from('0100000063', 'hex')],
  ['bad-value', Buffer.from('03000000010007', 'hex')],
  ['unknown-type', Buffer.from('0300000003 01fe'.replace(' ', ''), 'hex')],
  ['cut', Buffer.from('020000000101', 'hex')],
  ['cut', Buffer.from('0500000001', 'hex')],
])('bytes that no encoder wrote are refused: %s', (fault, bytes) => {
  let caught: unknown;
  try {
    decode(bytes);
  } catch (error) {
    caught = error;
  }
  expect(caught).toBeInstanceOf(WireError);
  expect((caught as WireError).fault).toBe(fault);
});
