import { MAX_LINE_BYTES } from './line-splitter.ts';

/** Deepest nesting an importer takes. */
const MAX_DEPTH = 64;
/** Digits from which a number may not fit a double. */
const LONG_NUMBER = 16;
/** Start of the count for digits behind a decimal point: those lose nothing that matters. */
const NEVER = -1e9;

/** Receives JSON objects as text. */
export interface JsonHandler {
  /** `exact`: the text holds a run of 16 digits or more outside of strings. `line` is where the object starts, from 1. */
  object(text: string, line: number, exact: boolean): void;
  /** Something between objects, or an object, that is not taken; the reason is a kebab-case code. */
  bad(reason: 'bad-line' | 'line-too-long' | 'nested-too-deep' | 'cut-record', line: number): void;
}

/** Cuts a byte stream into JSON objects: one a line, pretty-printed, or the members of an array. */
export interface JsonSplitter {
  push(bytes: Uint8Array): void;
  end(): void;
}

/**
 * Makes a {@link JsonSplitter}. It only follows brackets and strings, so damage costs no more than the object it
 * is in: a raw newline inside a string, or a `{` at the start of a line while an object that itself began a line
 * is still open, starts afresh.
 */
export function createJsonSplitter(handler: JsonHandler, maxBytes: number = MAX_LINE_BYTES): JsonSplitter {
  const decoder = new TextDecoder();
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let depth = 0;
  let deepest = 0;
  let inString = false;
  let escaped = false;
  let digits = 0;
  let exact = false;
  let oversize = false;
  let line = 1;
  let startLine = 1;
  let startedLine = false;
  let lineStart = true;
  let strayLine = 0;

  function reset(): void {
    held = [];
    heldBytes = 0;
    depth = 0;
    deepest = 0;
    inString = false;
    escaped = false;
    digits = 0;
    exact = false;
    oversize = false;
  }

  function keep(part: Uint8Array, copy: boolean): void {
    if (oversize) return;
    if (heldBytes + part.length > maxBytes) {
      oversize = true;
      held = [];
      heldBytes = 0;
      return;
    }
    held.push(copy ? part.slice() : part);
    heldBytes += part.length;
  }

  function finish(): void {
    if (oversize) handler.bad('line-too-long', startLine);
    else if (deepest > MAX_DEPTH) handler.bad('nested-too-deep', startLine);
    else {
      const only = held.length === 1 ? held[0] : undefined;
      handler.object(
        only === undefined ? decodeParts(decoder, held, heldBytes) : decoder.decode(only),
        startLine,
        exact,
      );
    }
    reset();
  }

  function stray(): void {
    if (strayLine !== line) handler.bad('bad-line', line);
    strayLine = line;
  }

  return {
    push(bytes) {
      let from = 0;
      for (let at = 0; at < bytes.length; at += 1) {
        const byte = bytes[at];
        if (depth === 0) {
          if (byte === 0x7b) {
            depth = 1;
            deepest = 1;
            from = at;
            startLine = line;
            startedLine = lineStart;
          } else if (byte === 0x0a) line += 1;
          else if (!isFiller(byte)) stray();
          lineStart = byte === 0x0a || (lineStart && byte !== 0x7b && isFiller(byte));
          continue;
        }
        if (byte === 0x0a) {
          line += 1;
          lineStart = true;
          digits = 0;
          if (inString) {
            handler.bad('bad-line', startLine);
            reset();
          }
          continue;
        }
        if (inString) {
          if (escaped) escaped = false;
          else if (byte === 0x5c) escaped = true;
          else if (byte === 0x22) inString = false;
          continue;
        }
        if (byte !== undefined && byte >= 0x30 && byte <= 0x39) {
          digits += 1;
          if (digits >= LONG_NUMBER) exact = true;
          lineStart = false;
          continue;
        }
        digits = byte === 0x2e ? NEVER : 0;
        if (byte === 0x22) inString = true;
        else if (byte === 0x7b || byte === 0x5b) {
          if (byte === 0x7b && lineStart && startedLine) {
            handler.bad('cut-record', startLine);
            reset();
            from = at;
            startLine = line;
            deepest = 0;
          }
          depth += 1;
          if (depth > deepest) deepest = depth;
        } else if (byte === 0x7d || byte === 0x5d) {
          depth -= 1;
          if (depth === 0) {
            keep(bytes.subarray(from, at + 1), false);
            finish();
          }
        }
        lineStart = false;
      }
      if (depth > 0) keep(bytes.subarray(from), true);
    },
    end() {
      if (depth > 0) handler.bad('cut-record', startLine);
      reset();
    },
  };
}

/** White space, the brackets and commas of an enclosing array, and a byte order mark. */
function isFiller(byte: number | undefined): boolean {
  switch (byte) {
    case 0x20:
    case 0x09:
    case 0x0d:
    case 0x2c:
    case 0x5b:
    case 0x5d:
    case 0x00:
    case 0x1e:
    case 0xef:
    case 0xbb:
    case 0xbf:
      return true;
    default:
      return false;
  }
}

function decodeParts(decoder: InstanceType<typeof TextDecoder>, parts: readonly Uint8Array[], bytes: number): string {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return decoder.decode(whole);
}
