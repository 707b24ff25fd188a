import { z } from 'zod';

/** Why something was refused; the console chooses its words by these. */
export const refusalCodeSchema = z.enum([
  /** The caller's input says something that cannot be. */
  'invalid',
  'not-found',
  'unsupported',
  'conflict',
  /** Cannot be done now: disk full, file busy, permission missing. */
  'unavailable',
  'forbidden',
  'too-large',
  'too-many',
  'cancelled',
  /** The message itself could not be read. */
  'malformed',
  /** A bug; the log holds the details under the id in the message. */
  'internal',
  /** The channel closed before the answer came. */
  'disconnected',
]);
/** See {@link refusalCodeSchema}. */
export type RefusalCode = z.infer<typeof refusalCodeSchema>;

/** The only failure that crosses the channel: a code for the program and a sentence for the person. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
  }
}
