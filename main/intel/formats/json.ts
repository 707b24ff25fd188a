import type { z } from 'zod';
import { FeedRefused } from '../feed-format.ts';

/** Reads JSON of a known shape. @throws {FeedRefused} for anything else, in a sentence */
export function readJson<T>(text: string, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (problem) {
    throw new FeedRefused(`It is no JSON: ${problem instanceof Error ? problem.message.slice(0, 200) : ''}`);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new FeedRefused(`It has another shape: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}
