import { expect, test } from 'vitest';
import { analyseFrames, analysePackets } from '../testing/analyse.ts';
import { spaced } from '../testing/build-captures.ts';
import { ethernet, ipv4, TCP, tcp } from '../testing/build-frames.ts';

const { fin, syn, rst, push, ack } = TCP;

/** A segment from the client (`>`) or from the server (`<`). */
function segment(direction: '>' | '<', flags: number, sequence: number, payload = ''): Buffer {
  const isClient = direction === '>';
  const body = isClient ? tcp(4000, 80, flags, sequence, 0, payload) : tcp(80, 4000, flags, sequence, 0, payload);
  return ethernet(0x0800, isClient ? ipv4('10.0.0.1', '10.0.0.2', 6, body) : ipv4('10.0.0.2', '10.0.0.1', 6, body));
}

const HANDSHAKE = [segment('>', syn, 100), segment('<', syn | ack, 500), segment('>', ack, 101)];
const TALK = [segment('>', push | ack, 101, 'hello'), segment('<', push | ack, 501, 'hi there')];

test.each([
  ['S0', [segment('>', syn, 100), segment('>', syn, 100)]],
  ['REJ', [segment('>', syn, 100), segment('<', rst | ack, 0)]],
  ['S1', [...HANDSHAKE, ...TALK]],
  ['SF', [...HANDSHAKE, ...TALK, segment('>', fin | ack, 106), segment('<', fin | ack, 509), segment('>', ack, 107)]],
  ['S2', [...HANDSHAKE, ...TALK, segment('>', fin | ack, 106)]],
  ['S3', [...HANDSHAKE, ...TALK, segment('<', fin | ack, 509)]],
  ['RSTO', [...HANDSHAKE, ...TALK, segment('>', rst, 106)]],
  ['RSTR', [...HANDSHAKE, ...TALK, segment('<', rst, 509)]],
  ['RSTOS0', [segment('>', syn, 100), segment('>', rst, 101)]],
  ['RSTRH', [segment('<', syn | ack, 500), segment('<', rst, 501)]],
  ['SH', [segment('>', syn, 100), segment('>', fin | ack, 101)]],
  ['SHR', [segment('<', syn | ack, 500), segment('<', fin | ack, 501)]],
  ['OTH', TALK],
  // A reset after both ends closed changes nothing.
  ['SF', [...HANDSHAKE, segment('>', fin | ack, 101), segment('<', fin | ack, 501), segment('>', rst, 102)]],
])('a connection ends as %s', (state, frames) => {
  const { flows } = analyseFrames(frames);
  expect(flows).toHaveLength(1);
  expect(flows[0]).toMatchObject({ state, src: '10.0.0.1', sport: 4000, dst: '10.0.0.2', dport: 80 });
});

test('a half-open connection seen from a port scan is reset by its originator', () => {
  const { flows } = analyseFrames([segment('>', syn, 100), segment('<', syn | ack, 500), segment('>', rst, 101)]);
  expect(flows.map((flow) => flow.state)).toEqual(['RSTO']);
});

test('the same five-tuple after a close is another connection', () => {
  const closed = [...HANDSHAKE, segment('>', fin | ack, 101), segment('<', fin | ack, 501)];
  const { flows } = analyseFrames([...closed, segment('>', syn, 9000), segment('<', syn | ack, 8000)]);
  expect(flows.map((flow) => flow.state)).toEqual(['SF', 'S1']);
  expect(flows.map((flow) => flow.out.packets)).toEqual([3, 1]);
});

test('a SYN sent again after a refusal is the same attempt', () => {
  const { flows } = analyseFrames([
    segment('>', syn, 100),
    segment('<', rst | ack, 0),
    segment('>', syn, 100),
    segment('<', rst | ack, 0),
  ]);
  expect(flows).toHaveLength(1);
  expect(flows[0]).toMatchObject({ state: 'REJ', out: { packets: 2 }, in: { packets: 2 } });
});

test('the client stays the originator when its SYN comes late', () => {
  const { flows } = analyseFrames([
    segment('<', syn | ack, 500),
    segment('>', syn, 100),
    segment('>', ack, 101),
    segment('<', push | ack, 501, 'banner'),
  ]);
  expect(flows).toHaveLength(1);
  expect(flows[0]).toMatchObject({ src: '10.0.0.1', state: 'S1', out: { packets: 2 }, in: { packets: 2, payload: 6 } });
});

test('data that overtakes the SYN turns the flow round', () => {
  const { flows } = analyseFrames([
    segment('<', push | ack, 501, 'banner'),
    segment('>', syn, 100),
    segment('<', syn | ack, 500),
  ]);
  expect(flows).toHaveLength(1);
  expect(flows[0]).toMatchObject({
    src: '10.0.0.1',
    sport: 4000,
    out: { packets: 1, flags: syn },
    in: { packets: 2, payload: 6 },
  });
});

test('a new SYN after long silence is another connection although the old one never closed', () => {
  const packets = spaced(HANDSHAKE);
  packets.push({ frame: segment('>', syn, 77_000), time: packets[0]!.time + 60e6 });
  const { flows } = analysePackets(packets);
  expect(flows.map((flow) => flow.state)).toEqual(['S1', 'S0']);
});
