import type { WireThread } from './agent-message.ts';
import type { FieldReader } from './field-reader.ts';

/** Whose thread it is: the first six of an entry of COUNTS and SEQUENCES, or those that begin elsewhere (EVENTS). */
export function readThread(fields: FieldReader, entry: readonly unknown[], at = 0): WireThread {
  return {
    pid: fields.count(entry[at], 0xffff_ffff),
    tid: fields.count(entry[at + 1], 0xffff_ffff),
    start: fields.count(entry[at + 2]),
    name: fields.string(entry[at + 3], 64),
    service: fields.string(entry[at + 4], 256),
    container: fields.string(entry[at + 5], 128),
  };
}
