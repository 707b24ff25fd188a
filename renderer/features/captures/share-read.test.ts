import { expect, it } from 'vitest';
import type { Session } from '../../../shared/contract/session.ts';
import { shareRead } from './share-read.ts';

const files = [
  { bytes: 300, bytesRead: 300 },
  { bytes: 100, bytesRead: 0 },
] as Session['files'];

it.each([
  ['ready', 0.2, 1],
  ['reading', 0.2, 0.2],
  ['stopped', 1, 0.75],
] as const)('of a %s session at %d is %d', (state, progress, share) => {
  expect(shareRead({ files, state, progress })).toBe(share);
});
