import { decode, type DecodeOptions } from 'cborg';
import { cleanText } from './clean-text.ts';

const mostStrings = 2048;
const mostStringBytes = 4096;
/**
 * Characters that the strings of one frame may come to where each stands as often as it is named: a table of long strings
 * that are named again and again would make a frame a hundred times its size. Beyond it they are read as ''.
 */
const mostCharacters = 512 * 1024;

const options: DecodeOptions = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
  useMaps: true,
  rejectDuplicateMapKeys: true,
};

/** A body that is not what the protocol says. */
export class BodyError extends Error {
  override name = 'BodyError';
}

/** Reads fields of a body, each checked: whatever is asked for is of its type and within its bounds, or BodyError is thrown. */
export class FieldReader {
  readonly body: ReadonlyMap<unknown, unknown>;
  private readonly strings: readonly string[];
  private charactersLeft = mostCharacters;

  /** @throws {BodyError} for what is no map of the protocol */
  constructor(bytes: Uint8Array) {
    let body: unknown;
    try {
      body = decode(bytes, options);
    } catch (problem) {
      // Bodies nested without end exhaust the stack, which is an error like any other.
      throw new BodyError(problem instanceof Error ? problem.message : 'not CBOR');
    }
    if (!(body instanceof Map)) throw new BodyError('not a map');
    this.body = body;
    const table: unknown = body.get(0) ?? [];
    if (!Array.isArray(table) || table.length > mostStrings) throw new BodyError('not a table of strings');
    this.strings = table.map((text: unknown) => boundedText(text, mostStringBytes));
  }

  /** A whole number from 0 to 2^53 − 1. */
  count(value: unknown, most: number = Number.MAX_SAFE_INTEGER): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most)
      throw new BodyError('not a count');
    return value;
  }

  /** A whole number of either sign within 32 bits. */
  integer(value: unknown): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < -0x8000_0000 || value > 0xffff_ffff)
      throw new BodyError('not a whole number');
    return value;
  }

  flag(value: unknown): boolean {
    if (typeof value !== 'boolean') throw new BodyError('not a truth value');
    return value;
  }

  /** A text that stands where it is. */
  text(value: unknown, mostBytes: number = mostStringBytes): string {
    return boundedText(value, mostBytes);
  }

  /** A string by its place in the table; of a longer one, so many characters at its beginning. */
  string(place: unknown, mostCharactersOfIt: number = mostStringBytes): string {
    const whole = typeof place === 'number' ? this.strings[place] : undefined;
    if (whole === undefined) throw new BodyError('not a place in the table of strings');
    if (whole.length > this.charactersLeft) return '';
    const text = whole.length > mostCharactersOfIt ? whole.slice(0, mostCharactersOfIt).toWellFormed() : whole;
    this.charactersLeft -= text.length;
    return text;
  }

  /** @param exactly number of bytes where it is fixed */
  bytes(value: unknown, exactly?: number): Uint8Array {
    if (!(value instanceof Uint8Array) || (exactly !== undefined && value.length !== exactly))
      throw new BodyError('not so many bytes');
    return value;
  }

  /** Bytes as hex. */
  hex(value: unknown, exactly: number): string {
    return Buffer.from(this.bytes(value, exactly)).toString('hex');
  }

  list(value: unknown, least = 0): readonly unknown[] {
    if (!Array.isArray(value) || value.length < least) throw new BodyError('not a list');
    return value;
  }

  map(value: unknown): ReadonlyMap<unknown, unknown> {
    if (!(value instanceof Map)) throw new BodyError('not a map');
    return value;
  }
}

function boundedText(value: unknown, mostBytes: number): string {
  if (typeof value !== 'string') throw new BodyError('not a text');
  if (value.length * 3 > mostBytes && Buffer.byteLength(value) > mostBytes)
    throw new BodyError('a text that is too long');
  return cleanText(value);
}
