import { expect, test } from 'vitest';
import { PacketAnalyzer } from '../analyzer.ts';
import type { Dissector, Probe } from '../dissect/dissector.ts';
import { probe } from '../dissect/probe.ts';
import type { FlowRecord, L7Record } from '../records.ts';
import { buildPcap, spaced } from '../testing/build-captures.ts';
import { ethernet, ipv4, TCP, tcp } from '../testing/build-frames.ts';
import { copyFlow } from './copy-flow.ts';

/** A connection whose answer's body runs over many segments, some lost, repeated and out of order. */
function download(): Buffer {
  const client = (sequence: number, flags: number, text = ''): Buffer =>
    ethernet(0x0800, ipv4('10.0.0.1', '10.0.0.2', 6, tcp(40_000, 80, flags, sequence, 0, text)));
  const server = (sequence: number, flags: number, text = ''): Buffer =>
    ethernet(0x0800, ipv4('10.0.0.2', '10.0.0.1', 6, tcp(80, 40_000, flags, sequence, 0, text)));
  const head = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n';
  const body = (from: number, to: number): Buffer => server(501 + head.length + from, TCP.ack, 'b'.repeat(to - from));
  return buildPcap(
    spaced(
      [
        client(100, TCP.syn),
        server(500, TCP.syn | TCP.ack),
        client(101, TCP.ack, 'GET /a HTTP/1.1\r\nHost: h\r\n\r\n'),
        server(501, TCP.ack, head),
        body(0, 100),
        body(100, 200),
        body(150, 250),
        body(300, 400),
        body(250, 300),
        body(400, 999),
        body(999, 1000),
        server(501 + head.length + 1000, TCP.ack, 'HTTP/1.1 204 No Content\r\n\r\n'),
      ],
      1e15,
      1000,
    ),
  );
}

function read(file: Buffer, how: Probe): { flows: FlowRecord[]; records: L7Record[] } {
  const flows: FlowRecord[] = [];
  const records: L7Record[] = [];
  const analyzer = new PacketAnalyzer(
    {
      flow: (flow) => flows.push(copyFlow(flow)),
      record: (record) => records.push(record),
      note: () => undefined,
      segment: () => undefined,
      file: () => undefined,
    },
    { probe: how, seed: 1 },
  );
  analyzer.push(file);
  analyzer.end();
  return { flows, records };
}

test('bytes that are taken by their length give the same records as bytes that are read', () => {
  let passed = 0;
  const counting: Probe = (...question) => {
    const dissector = probe(...question);
    if (dissector?.pass === undefined) return dissector;
    const pass = dissector.pass.bind(dissector);
    dissector.pass = (forward, length): boolean => {
      const isTaken = pass(forward, length);
      if (isTaken) passed += 1;
      return isTaken;
    };
    return dissector;
  };
  const reading: Probe = (...question) => {
    const dissector = probe(...question);
    if (dissector === null) return null;
    const whole: Dissector = {
      service: dissector.service,
      payload: (forward, bytes, time) => dissector.payload(forward, bytes, time),
      gap: (forward, missing) => dissector.gap(forward, missing),
      end: (time) => dissector.end(time),
    };
    return whole;
  };
  const told = read(download(), counting);
  expect(told).toEqual(read(download(), reading));
  expect(told.records).toMatchObject([
    { kind: 'http', status: 200, responseBytes: 41 + 1000 },
    { kind: 'http', status: 204 },
  ]);
  expect(passed).toBeGreaterThan(1);
});
