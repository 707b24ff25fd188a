import { z } from 'zod';
import { refusalCodeSchema } from './refusal.ts';

/** Most characters a message towards the engine may have; the longest honest input is a settings file. */
export const REQUEST_CHARACTERS = 4 * 1024 * 1024;
/** Most characters a message towards the console may have: an export of 64 MiB in base64, and its envelope. */
export const RESPONSE_CHARACTERS = 96 * 1024 * 1024;
/** Most characters of a refusal's sentence. */
export const SENTENCE_CHARACTERS = 2000;

const idSchema = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const nameSchema = z.string().min(1).max(128);

/** What the console says to the engine. `id` is the caller's and unique among what is in flight. */
export const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id: idSchema, name: nameSchema, input: z.unknown() }),
  z.strictObject({ kind: z.literal('follow'), id: idSchema, name: nameSchema, input: z.unknown() }),
  /** The consumer has dealt with value `sequence` and can take another. */
  z.strictObject({ kind: z.literal('acknowledge'), id: idSchema, sequence: idSchema }),
  z.strictObject({ kind: z.literal('cancel'), id: idSchema }),
]);
/** See {@link requestSchema}. */
export type Request = z.infer<typeof requestSchema>;

/** What the engine says to the console. Every `call` and `follow` ends with exactly one `result`, `end` or `refusal`. */
export const responseSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('result'), id: idSchema, output: z.unknown() }),
  z.strictObject({ kind: z.literal('value'), id: idSchema, sequence: idSchema, value: z.unknown() }),
  z.strictObject({ kind: z.literal('end'), id: idSchema }),
  /** `id` is null where the request was too damaged to tell. */
  z.strictObject({
    kind: z.literal('refusal'),
    id: idSchema.nullable(),
    code: refusalCodeSchema,
    message: z.string().max(SENTENCE_CHARACTERS),
  }),
]);
/** See {@link responseSchema}. */
export type Response = z.infer<typeof responseSchema>;

/** A message as it was read: a request or response, or why it is none and the id it seems to carry. */
export type Reading<T> = { ok: true; message: T } | { ok: false; id: number | null; tooLarge: boolean; reason: string };

/** Reads a message of the channel as `schema`; never throws. */
export function readEnvelope<T>(message: unknown, schema: z.ZodType<T>, maxCharacters: number): Reading<T> {
  if (typeof message !== 'string') return { ok: false, id: null, tooLarge: false, reason: 'not a text message' };
  if (message.length > maxCharacters) {
    return { ok: false, id: null, tooLarge: true, reason: `more than ${maxCharacters} characters` };
  }
  let value: unknown;
  try {
    value = JSON.parse(message);
  } catch {
    return { ok: false, id: null, tooLarge: false, reason: 'not JSON' };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, message: parsed.data };
  const id = typeof value === 'object' && value !== null && 'id' in value ? idSchema.safeParse(value.id) : null;
  return {
    ok: false,
    id: id?.success ? id.data : null,
    tooLarge: false,
    reason: describeIssues(parsed.error),
  };
}

/** The first few issues of a schema as one short sentence, without repeating the input. */
export function describeIssues(error: z.ZodError): string {
  const parts = error.issues.slice(0, 3).map((issue) => {
    const path = issue.path.map(String).join('.').slice(0, 100);
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
  const more = error.issues.length > 3 ? `; and ${error.issues.length - 3} more` : '';
  return `${parts.join('; ')}${more}`.slice(0, SENTENCE_CHARACTERS);
}
