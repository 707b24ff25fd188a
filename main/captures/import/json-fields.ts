import type { JsonRecord, JsonValue } from './parse-json.ts';

/** Most characters of a text field. */
const MAX_TEXT = 4096;

/** The value at a path of member names; undefined where the path ends early. */
export function valueAt(record: JsonRecord | undefined, ...path: string[]): JsonValue | undefined {
  let value: JsonValue | undefined = record;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
      return undefined;
    value = value[name];
  }
  return value;
}

/** Text at a path: strings as they are, numbers and booleans written out, at most 4,096 characters; '' for anything else. */
export function textAt(record: JsonRecord | undefined, ...path: string[]): string {
  return textOf(valueAt(record, ...path));
}

/** See {@link textAt}. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value.length > MAX_TEXT ? value.slice(0, MAX_TEXT) : value;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? String(value) : '';
}

/** Number at a path, decimal text included; `otherwise` (0) for anything else. Bigints are rounded. */
export function numberAt(record: JsonRecord | undefined, path: string | string[], otherwise = 0): number {
  return numberOf(typeof path === 'string' ? valueAt(record, path) : valueAt(record, ...path), otherwise);
}

/** See {@link numberAt}. */
export function numberOf(value: JsonValue | undefined, otherwise = 0): number {
  if (typeof value === 'bigint') return Number(value);
  const number = typeof value === 'string' && value !== '' && value.length <= 40 ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : otherwise;
}

/** Object at a path, undefined for anything else. */
export function recordAt(record: JsonRecord | undefined, ...path: string[]): JsonRecord | undefined {
  return recordOf(valueAt(record, ...path));
}

/** The value as an object, undefined for anything else. */
export function recordOf(value: JsonValue | undefined): JsonRecord | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** At most 256 members of the list at a path; a single value counts as a list of one. */
export function listAt(record: JsonRecord | undefined, ...path: string[]): JsonValue[] {
  const value = valueAt(record, ...path);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.slice(0, 256) : [value];
}

/** Texts of the list at a path; what is not text is left out. */
export function textsAt(record: JsonRecord | undefined, ...path: string[]): string[] {
  return listAt(record, ...path)
    .map(textOf)
    .filter((text) => text !== '');
}
