import { z } from 'zod';

/** A text of the URL: what a link or a hand may write there, at most 1,000 characters. */
export const searchText = z.coerce.string().max(1000);
/** A position or an identifying number of the URL. */
export const searchIndex = z.coerce.number().int().min(0);
/** A switch of the URL: present and true, or absent. */
export const searchSwitch = z.union([z.literal(true), z.literal('true').transform((): true => true)]);

/** Reads one entry of the URL; undefined where it is absent, empty, no plain value, or makes no sense. */
export function readSearch<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  if (value === '' || !['string', 'number', 'boolean'].includes(typeof value)) return undefined;
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
