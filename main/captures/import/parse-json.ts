/** Any JSON value; integers beyond 2^53 are bigints. */
export type JsonValue = null | boolean | number | bigint | string | JsonValue[] | JsonRecord;
/** A JSON object. */
export interface JsonRecord {
  [name: string]: JsonValue | undefined;
}

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown;
/** JSON.parse with the third reviver argument, which TypeScript's library does not know yet. */
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;
/** A bigint of more digits costs more than linear time, and nothing we read has them. */
const MAX_DIGITS = 40;

/**
 * Reads one JSON object; undefined when the text is something else or not JSON. With `exact`, integers that a
 * double cannot hold come as bigint; without, the text must have none (see the splitter), which is several times faster.
 */
export function parseJson(text: string, exact: boolean): JsonRecord | undefined {
  try {
    const value = exact ? parseWithSource(text, keepExact) : (JSON.parse(text) as unknown);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : undefined;
  } catch {
    return undefined;
  }
}

function keepExact(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context.source;
  return source !== undefined && source.length <= MAX_DIGITS && /^-?\d+$/.test(source) ? BigInt(source) : value;
}
