import { randomBytes } from 'node:crypto';
import type { HashSeed } from '../indicator-index.ts';

/** Draws the secret numbers that tables are hashed with. */
export function createHashSeed(): HashSeed {
  const bytes = randomBytes(8);
  return [bytes.readInt32LE(0), bytes.readInt32LE(4)];
}
