import type { Finding } from '../telemetry/finding.ts';
import { TwinBook } from './twin-book.ts';
import type { TwinMemory } from './twin-memory.ts';

/** Makes the twins of sessions, each with a memory of its own. @param clock milliseconds that never step */
export function makeTwins(clock: () => number) {
  return (memory: () => TwinMemory) =>
    (tell: (finding: Finding) => void): TwinBook =>
      new TwinBook({ memory: memory(), tell, clock });
}
