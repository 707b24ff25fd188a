import { isDeepStrictEqual } from 'node:util';
import { decodeError } from '../decode-error.ts';
import { DomainEventHub } from '../domain-event-hub.ts';
import { type Frame, FrameReader, encodeFrame } from '../frame.ts';
import { parseUri } from '../parse-uri.ts';
import { DOMAIN_EVENTS } from '../protocol/domain-events.ts';
import { PROCEDURES } from '../protocol/procedures.ts';
import { remoteError } from '../protocol/structures.ts';
import type { Codec } from '../xdr/codec.ts';
import { XdrError } from '../xdr/xdr-error.ts';
import { XdrReader } from '../xdr/xdr-reader.ts';
import { XdrWriter } from '../xdr/xdr-writer.ts';
import { TransportError } from '../transport-error.ts';
import { answerSeeds, errorSeed, eventSeeds } from './fuzz-seeds.ts';

/** Something that reads what a daemon or a user wrote. Whatever it is given, it must neither throw nor take long. */
export interface FuzzTarget {
  name: string;
  run: (input: Uint8Array) => void;
  /** Sound inputs to mutate. */
  seeds: () => Uint8Array[];
}

const answers = Object.values(PROCEDURES).map(({ result }) => result as Codec<unknown>);
const messages = Object.values(DOMAIN_EVENTS).map(({ message }) => message);

/** Every decoder of the protocol: frames, answers of each kind, events, errors; and URIs. */
export const fuzzTargets: readonly FuzzTarget[] = [
  {
    name: 'libvirt frames',
    seeds: () => answerSeeds().map(([, body]) => encodeFrame(reply(body))),
    run: (input) => tolerate(() => readFrames(Buffer.from(input))),
  },
  {
    name: 'libvirt answers',
    // The first byte says which call is answered.
    seeds: () => [
      ...answerSeeds().map(([index, body]) => Buffer.concat([Buffer.of(index), body])),
      ...answers.map((_codec, index) => Buffer.of(index, ...Buffer.alloc(160))),
    ],
    run: (input) => readBack(answers[(input[0] ?? 0) % answers.length]!, Buffer.from(input.subarray(1))),
  },
  {
    name: 'libvirt events',
    seeds: () => [
      ...eventSeeds().map(([index, body]) => Buffer.concat([Buffer.of(index), body])),
      ...messages.map((_message, index) => Buffer.of(index, ...Buffer.alloc(160))),
    ],
    run: (input) => {
      const message = messages[(input[0] ?? 0) % messages.length]!;
      tolerate(() => new DomainEventHub().take(message, Buffer.from(input.subarray(1))));
    },
  },
  {
    name: 'libvirt errors',
    seeds: () => [errorSeed()],
    run: (input) => {
      tolerate(() => decodeError(Buffer.from(input)));
      readBack(remoteError, Buffer.from(input));
    },
  },
  {
    name: 'libvirt uri',
    seeds: () =>
      ['qemu:///system', 'qemu+ssh://ann@host:22/system?keyfile=/k', 'qemu+tls://[::1]/system?pkipath=/p%20q'].map(
        (uri) => Buffer.from(uri),
      ),
    run: (input) => tolerate(() => parseUri(Buffer.from(input).toString('utf8'))),
  },
];

function reply(body: Buffer): Frame {
  return { program: 0x2000_8086, version: 1, procedure: 344, type: 1, serial: 1, status: 0, body };
}

/** Frames must be the same wherever the bytes are cut. */
function readFrames(bytes: Buffer): void {
  const whole: Frame[] = [];
  const split: Frame[] = [];
  let failed = false;
  try {
    new FrameReader().push(bytes, (frame) => whole.push(frame));
  } catch (error) {
    if (!(error instanceof XdrError)) throw error;
    failed = true;
  }
  const reader = new FrameReader();
  tolerate(() => {
    const middle = bytes.length >> 1;
    reader.push(bytes.subarray(0, middle), (frame) => split.push(frame));
    reader.push(bytes.subarray(middle), (frame) => split.push(frame));
    if (failed) throw new Error('a damaged length passed because it was split');
  });
  if (!isDeepStrictEqual(whole, split)) throw new Error('frames depend on where they are split');
}

/** What can be read can be written, and is read as the same again. */
function readBack(codec: Codec<unknown>, bytes: Buffer): void {
  tolerate(() => {
    const value = codec.read(new XdrReader(bytes));
    const writer = new XdrWriter();
    try {
      codec.write(writer, value);
    } catch (error) {
      // Texts with a NUL are read as they are but never sent.
      if (error instanceof XdrError) return;
      throw error;
    }
    const again = codec.read(new XdrReader(Buffer.from(writer.finish())));
    if (!isDeepStrictEqual(again, value)) throw new Error('what was read is not what is read again');
  });
}

function tolerate(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof XdrError) && !(error instanceof TransportError)) throw error;
  }
}
