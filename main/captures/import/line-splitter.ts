/** Longest line an importer takes, bytes. */
export const MAX_LINE_BYTES = 1024 * 1024;

/** Receives lines without their end, numbered from 1. */
export interface LineHandler {
  line(text: string, number: number): void;
  /** A line beyond {@link MAX_LINE_BYTES} was dropped. */
  tooLong(number: number): void;
}

/** Cuts a byte stream into lines (LF or CRLF), whatever the chunks; work and memory are linear and bounded. */
export interface LineSplitter {
  push(bytes: Uint8Array): void;
  end(): void;
}

/** Makes a {@link LineSplitter}. Invalid UTF-8 becomes U+FFFD. */
export function createLineSplitter(handler: LineHandler, maxBytes: number = MAX_LINE_BYTES): LineSplitter {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  let dropping = false;
  let number = 1;

  function finishLine(tail: Uint8Array): void {
    if (dropping || heldBytes + tail.length > maxBytes) handler.tooLong(number);
    else {
      let text = heldBytes === 0 ? decoder.decode(tail) : decoder.decode(joinParts(held, heldBytes, tail));
      if (text.endsWith('\r')) text = text.slice(0, -1);
      if (number === 1 && text.startsWith('\u{FEFF}')) text = text.slice(1);
      handler.line(text, number);
    }
    held = [];
    heldBytes = 0;
    dropping = false;
    number += 1;
  }

  return {
    push(bytes) {
      let from = 0;
      for (;;) {
        const at = bytes.indexOf(10, from);
        if (at < 0) break;
        finishLine(bytes.subarray(from, at));
        from = at + 1;
      }
      if (from === bytes.length || dropping) return;
      const rest = bytes.subarray(from);
      if (heldBytes + rest.length > maxBytes) {
        dropping = true;
        held = [];
        heldBytes = 0;
      } else {
        held.push(rest.slice());
        heldBytes += rest.length;
      }
    },
    end() {
      if (heldBytes > 0 || dropping) finishLine(new Uint8Array(0));
    },
  };
}

function joinParts(parts: readonly Uint8Array[], bytes: number, tail: Uint8Array): Uint8Array {
  const whole = new Uint8Array(bytes + tail.length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  whole.set(tail, at);
  return whole;
}
