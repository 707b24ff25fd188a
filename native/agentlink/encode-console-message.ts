import { encode } from 'cborg';
import { encodeFrame } from './encode-frame.ts';
import { messageKind } from './message-kind.ts';

/** What an agent is told to give, and how much of it is made unrecognisable. */
export interface WireSettings {
  /** `counts`, `sequences`, `processes`, `files`, `network`, `privilege`, `memory`, `inventory`. */
  streams: readonly string[];
  /** Milliseconds between two COUNTS or MEMORY. */
  interval: number;
  /** System calls a second that sequences may hold over the guest, and in one run. */
  budget: number;
  longestRun: number;
  argv: 'plain' | 'masked' | 'hashed' | 'none';
  paths: 'plain' | 'hashed' | 'class';
  users: 'plain' | 'hashed';
  /** 32 bytes: key of the hashes. */
  key: Uint8Array;
}

/** What the console says to an agent. */
export type ConsoleMessage =
  | { kind: 'welcome'; nonce: Uint8Array; credit: number; settings: WireSettings }
  | { kind: 'credit'; bytes: number }
  | { kind: 'settings'; settings: WireSettings }
  | { kind: 'request'; number: number; what: string; bytes: Uint8Array };

/** A message to an agent as a frame. */
export function encodeConsoleMessage(message: ConsoleMessage, sequence: number): Uint8Array {
  return encodeFrame(messageKind[message.kind], sequence, encode(toBody(message)));
}

function toBody(message: ConsoleMessage): Map<number, unknown> {
  switch (message.kind) {
    case 'welcome':
      return numbered([message.nonce, message.credit, toMap(message.settings)]);
    case 'credit':
      return numbered([message.bytes]);
    case 'settings':
      return numbered([toMap(message.settings)]);
    case 'request':
      return numbered([message.number, message.what, message.bytes]);
  }
}

function toMap(settings: WireSettings): Map<number, unknown> {
  const { streams, interval, budget, longestRun, argv, paths, users, key } = settings;
  return numbered([streams, interval, budget, longestRun, numbered([argv, paths, users, key])]);
}

/** Values under the keys 1, 2, 3 … */
function numbered(values: readonly unknown[]): Map<number, unknown> {
  return new Map(values.map((value, index) => [index + 1, value]));
}
