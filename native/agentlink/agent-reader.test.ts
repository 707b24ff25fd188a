import { encode } from 'cborg';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AgentMessage } from './agent-message.ts';
import { AgentReader } from './agent-reader.ts';
import { encodeAgentMessage } from './encode-agent-message.test-support.ts';
import { encodeFrame } from './encode-frame.ts';
import { messageKind } from './message-kind.ts';
import { nginxThread, sampleHello, sampleMessages, sampleStatus } from './sample-messages.test-support.ts';

function read(...chunks: Uint8Array[]): { messages: AgentMessage[]; foreign: number[]; reader: AgentReader } {
  const messages: AgentMessage[] = [];
  const foreign: number[] = [];
  const reader = new AgentReader({
    message: (message) => messages.push(message),
    foreign: (version) => foreign.push(version),
  });
  for (const chunk of chunks) reader.push(chunk);
  return { messages, foreign, reader };
}

const stream = Buffer.concat(sampleMessages.map((message, index) => encodeAgentMessage(message, index + 1)));
const plain = (messages: readonly AgentMessage[]): unknown => JSON.parse(JSON.stringify(messages));
const sound = { lostFrames: 0, garbageBytes: 0, replayedFrames: 0 };

describe('AgentReader', () => {
  it('reads each message as it was said', () => {
    const { messages, reader } = read(stream);
    expect(plain(messages)).toEqual(plain(sampleMessages));
    expect(reader.damage).toEqual(sound);
  });

  it('reads the same wherever the bytes are cut, one by one included', () => {
    expect(plain(read(...[...stream].map((byte) => Uint8Array.of(byte))).messages)).toEqual(plain(sampleMessages));
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
        const places = [0, ...cuts.sort((left, right) => left - right), stream.length];
        const chunks = places.slice(1).map((end, index) => stream.subarray(places[index], end));
        expect(read(...chunks).messages).toHaveLength(sampleMessages.length);
      }),
    );
  });

  it('finds the next frame behind any garbage, and counts exactly what it passed over', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(7), (noise, take) => {
        // What looks like a beginning may rightly swallow what follows.
        const garbage = Buffer.from(noise.filter((byte) => byte !== 0x4d));
        const torn = Buffer.concat([garbage, Buffer.from('MIE').subarray(0, take % 4), stream]);
        const { messages, reader } = read(torn);
        expect(messages).toHaveLength(sampleMessages.length);
        expect(reader.damage.garbageBytes).toBe(torn.length - stream.length);
      }),
    );
  });

  it('passes over a frame whose checksum is wrong as a whole, and counts its number as lost', () => {
    const frames = sampleMessages.map((message, index) => Buffer.from(encodeAgentMessage(message, index + 1)));
    frames[2]![40]! ^= 1;
    const { messages, reader } = read(...frames);
    expect(messages.map(({ kind }) => kind)).not.toContain('counts');
    expect(messages).toHaveLength(sampleMessages.length - 1);
    expect(reader.damage).toEqual({ lostFrames: 1, garbageBytes: frames[2]!.length, replayedFrames: 0 });
  });

  it('counts gaps as losses and numbers that go back as replays, which it does not hand on', () => {
    const at = (sequence: number): Uint8Array => encodeAgentMessage(sampleStatus, sequence);
    const { messages, reader } = read(encodeAgentMessage(sampleHello, 1), at(2), at(7), at(7), at(3), at(8));
    expect(messages).toHaveLength(4);
    expect(reader.damage).toEqual({ lostFrames: 4, garbageBytes: 0, replayedFrames: 2 });
  });

  it('believes an agent that began anew though its HELLO was lost', () => {
    const frames = [500, ...Array.from({ length: 20 }, (_, index) => index + 1)];
    const { messages, reader } = read(...frames.map((sequence) => encodeAgentMessage(sampleStatus, sequence)));
    expect(messages).toHaveLength(13);
    expect(reader.damage.replayedFrames).toBe(8);
  });

  it('gives up a frame whose writer died within it, so that the next agent is heard', () => {
    const half = encodeAgentMessage(sampleMessages[2]!, 9).slice(0, 40);
    const claims = Buffer.from(half);
    claims.writeUInt32LE(60_000, 8);
    const { messages, reader } = read(claims, encodeAgentMessage(sampleHello, 1));
    expect(messages).toHaveLength(0);
    reader.giveUp();
    expect(messages.map(({ kind }) => kind)).toEqual(['hello']);
    expect(reader.waiting).toBe(0);
  });

  it('tells frames of another major version, and hands none on', () => {
    const body = encode(new Map([[1, 'x']]));
    const { messages, foreign } = read(encodeFrame(1, 1, body, 2), encodeAgentMessage(sampleHello, 1));
    expect(foreign).toEqual([2]);
    expect(messages).toHaveLength(1);
  });

  it('passes over kinds and events it does not know', () => {
    const event = [99, 1, 1, 1, 1, 0, 0, 0, 0, new Map()];
    const { messages, reader } = read(
      encodeFrame(77, 1, encode(new Map([[1, 'x']]))),
      encodeFrame(
        messageKind.events,
        2,
        encode(
          new Map<number, unknown>([
            [0, ['']],
            [1, [event]],
            [50, 'new'],
          ]),
        ),
      ),
    );
    expect(messages).toEqual([{ kind: 'events', events: [] }]);
    expect(reader.damage).toEqual(sound);
  });

  it('charges for what needs credit, and not for the signs of life', () => {
    const counts = encodeAgentMessage(sampleMessages[2]!, 3);
    const { reader } = read(encodeAgentMessage(sampleHello, 1), encodeAgentMessage(sampleStatus, 2), counts);
    expect(reader.takeCharged()).toBe(counts.length);
    expect(reader.takeCharged()).toBe(0);
  });

  it.each<[string, number, Map<number, unknown> | unknown[] | string]>([
    ['no map', messageKind.status, [1, 2]],
    ['a text for a number', messageKind.status, new Map<number, unknown>([[1, 'x']])],
    [
      'too many strings',
      messageKind.events,
      new Map<number, unknown>([
        [0, Array(2049).fill('')],
        [1, []],
      ]),
    ],
    [
      'a string that is too long',
      messageKind.events,
      new Map<number, unknown>([
        [0, ['ä'.repeat(2049)]],
        [1, []],
      ]),
    ],
    ['a string that is not in the table', messageKind.events, new Map([[1, [[1, 1, 1, 1, 1, 5, 5, 5, 0, new Map()]]]])],
    [
      'half a pair',
      messageKind.counts,
      new Map<number, unknown>([
        [0, ['']],
        [1, 0],
        [2, 0],
        [3, [[1, 1, 1, 0, 0, 0, 0, Buffer.alloc(5)]]],
      ]),
    ],
    ['a negative count', messageKind.bye, new Map([[1, -1]])],
    [
      'time that goes back',
      messageKind.counts,
      new Map<number, unknown>([
        [1, 5],
        [2, 4],
        [3, []],
      ]),
    ],
    [
      'a run that is too long',
      messageKind.sequences,
      new Map<number, unknown>([
        [0, ['']],
        [1, [[1, 1, 1, 0, 0, 0, 0, 0, 0, Buffer.alloc(8194)]]],
      ]),
    ],
  ])('takes %s for garbage', (_what, kind, body) => {
    const frame = encodeFrame(kind, 1, encode(body));
    const { messages, reader } = read(frame);
    expect(messages).toEqual([]);
    expect(reader.damage.garbageBytes).toBe(frame.length);
  });

  it('takes bodies of other CBOR for garbage: tags, endless lists, deep ones, doubled keys', () => {
    const bodies = [
      Buffer.from('c11a514b67b0', 'hex'),
      Buffer.from('bf0101ff', 'hex'),
      Buffer.alloc(65_536, 0x81),
      Buffer.from('a201010102', 'hex'),
      Buffer.from('a1011bffffffffffffffff', 'hex'),
      Buffer.from('a101f97e00', 'hex'),
      Buffer.alloc(0),
    ];
    for (const body of bodies) expect(read(encodeFrame(messageKind.bye, 1, body)).messages).toEqual([]);
  });

  it('bounds what a frame becomes: long strings that are named again and again are left out', () => {
    const long = 'x'.repeat(4096);
    const detail = new Map<number, unknown>([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 0],
      [5, 1],
    ]);
    const event = [3, 1, 1, 1, 1, 1, 1, 1, 0, detail];
    const frame = encodeFrame(
      messageKind.events,
      1,
      encode(
        new Map<number, unknown>([
          [0, [long, '']],
          [1, Array.from({ length: 2500 }, () => event)],
        ]),
      ),
    );
    const { messages } = read(frame);
    expect(messages).toHaveLength(1);
    expect(JSON.stringify(messages).length).toBeLessThan(2_000_000);
  });

  it('replaces what is not seen or turns text around', () => {
    const { messages } = read(encodeAgentMessage({ kind: 'bye', reason: 'a\u001b[2Jb\u202ec\u0000' }, 1));
    expect(messages).toEqual([{ kind: 'bye', reason: 'a�[2Jb�c�' }]);
  });

  it('names threads by pid and start', () => {
    const [, , counts] = read(stream).messages;
    expect(counts?.kind === 'counts' && counts.threads[0]?.thread).toEqual(nginxThread);
  });
});
