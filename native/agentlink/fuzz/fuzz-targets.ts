import { isDeepStrictEqual } from 'node:util';
import type { AgentMessage } from '../agent-message.ts';
import { AgentReader } from '../agent-reader.ts';
import { encodeAgentMessage } from '../encode-agent-message.test-support.ts';
import { encodeFrame } from '../encode-frame.ts';
import { frameLayout } from '../frame-layout.ts';
import { sampleMessages } from '../sample-messages.test-support.ts';

/** Something that reads what a guest said. Whatever it is given, it must neither throw nor take long. */
export interface FuzzTarget {
  name: string;
  run: (input: Uint8Array) => void;
  /** Sound inputs to mutate. */
  seeds: () => Uint8Array[];
}

/** Most characters that what is read of an input may come to, as JSON: what the engine is told of it. */
const mostTold = 4 << 20;

/** Frames of agents, and bodies within sound frames: mutated as they are, few would pass the checksum. */
export const agentFuzzTargets: readonly FuzzTarget[] = [
  {
    name: 'agent frames',
    seeds: () => [...frames(), Buffer.concat(frames())],
    run: readBothWays,
  },
  {
    name: 'agent bodies',
    // The first byte says which kind it is.
    seeds: () => frames().map((frame) => Buffer.of(frame[5] ?? 0, ...frame.subarray(frameLayout.headerBytes))),
    run: (input) => {
      const body = input.subarray(1, 1 + frameLayout.mostBodyBytes);
      readBothWays(encodeFrame(((input[0] ?? 0) % 9) + 1, 1, body));
    },
  },
];

function frames(): Uint8Array[] {
  return sampleMessages.map((message, index) => encodeAgentMessage(message, index + 1));
}

/** What is read must be the same wherever the bytes are cut, and account for each of them. */
function readBothWays(input: Uint8Array): void {
  const whole = read([input]);
  const middle = input.length >> 1;
  const split = read([input.subarray(0, middle), input.subarray(middle, middle + 1), input.subarray(middle + 1)]);
  if (!isDeepStrictEqual(whole, split)) throw new Error('what is read depends on where it is cut');
  if (JSON.stringify(whole.messages).length > mostTold) throw new Error('more is told than was said');
  if (whole.garbage > input.length) throw new Error('more garbage than bytes');
}

function read(chunks: readonly Uint8Array[]): { messages: AgentMessage[]; garbage: number } {
  const messages: AgentMessage[] = [];
  const reader = new AgentReader({ message: (message) => messages.push(message), foreign: () => {} });
  for (const chunk of chunks) reader.push(chunk);
  // Until nothing waits: each time at least the beginning is given up.
  while (reader.waiting > 0) reader.giveUp();
  return { messages, garbage: reader.damage.garbageBytes };
}
