import { z } from 'zod';

const SPANS: Record<string, number> = { ms: 1e3, s: 1e6, min: 60e6, h: 3600e6, d: 86_400e6 };
const SIZES: Record<string, number> = { B: 1, KB: 1e3, MB: 1e6, GB: 1e9 };

function quantity(units: Record<string, number>, example: string): z.ZodType<number> {
  const names = Object.keys(units);
  return z.string(`expected a quantity such as ${example}`).transform((text, context) => {
    const parts = /^(\d{1,12}(?:\.\d{1,6})?) ([A-Za-z]{1,3})$/.exec(text.trim());
    const unit = parts === null ? undefined : units[parts[2] ?? ''];
    if (parts === null || unit === undefined) {
      context.addIssue({
        code: 'custom',
        message: `expected a number and one of ${names.join(', ')}, such as ${example}`,
      });
      return z.NEVER;
    }
    return Number(parts[1]) * unit;
  });
}

/** A span written as `5 s`, read as microseconds. */
export const spanSchema = quantity(SPANS, '5 s');
/** A size written as `512 KB` (powers of ten), read as bytes. */
export const sizeSchema = quantity(SIZES, '512 KB');
/** A share or score, 0 to 1. */
export const shareSchema = z.number().min(0).max(1);
/** A number of things, at least one. */
export const countSchema = z.number().int().min(1);
