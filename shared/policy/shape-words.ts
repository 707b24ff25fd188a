import type { NameKind, ValueShape } from './value-shape.ts';

/** A word, by an example. */
export const text = (example: string, pattern?: string, names?: NameKind): ValueShape => ({
  type: 'text',
  example,
  ...(pattern === undefined ? {} : { pattern }),
  ...(names === undefined ? {} : { names }),
});
/** One or a list of them. */
export const some = (of: ValueShape): ValueShape => ({ type: 'either', of: [of, { type: 'list', of }] });
/** One of some words. */
export const choice = (words: Record<string, string>): ValueShape => ({ type: 'choice', words });

/** Form of a name of a policy. */
export const NAME = '^[a-z][a-z0-9-]{0,62}$';
/** A comparison with a number. */
export const comparison = text('"> 0.5"', '^\\s*(<=|>=|<|>)\\s*(\\d{1,6}(\\.\\d{1,9})?|\\.\\d{1,9})\\s*$');
/** A span of time. */
export const duration = text('10 min', '^\\s*\\d{1,12}(\\.\\d{1,6})?\\s*(ms|s|sec|min|h|hour|hours|d|day|days)\\s*$');
/** An amount of bytes. */
export const size = text('50 MB', '^\\s*\\d{1,12}(\\.\\d{1,6})?\\s*(B|[kKMGT]B|[KMGT]iB)\\s*$');
/** Bits or bytes a second. */
export const rate = text('10 Mbit/s', '^\\s*\\d{1,12}(\\.\\d{1,6})?\\s*([kMG]?bit|B|[kKMGT]B|[KMGT]iB)\\s*/\\s*s$');
