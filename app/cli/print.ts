/** Writes a line to standard output and waits where the reader is slower; a reader that left is no error. */
export async function printLine(line: string): Promise<void> {
  if (process.stdout.destroyed) return;
  if (process.stdout.write(`${line}\n`)) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      process.stdout.off('drain', done);
      process.stdout.off('close', done);
      resolve();
    };
    process.stdout.on('drain', done);
    process.stdout.on('close', done);
  });
}

const bidiControls = new Set([0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]);

/** Makes control characters of hostile text visible, so that a name cannot drive the terminal. */
export function toPlainText(text: string): string {
  let plain = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x20) plain += String.fromCodePoint(0x2400 + code);
    else if ((code >= 0x7f && code < 0xa0) || bidiControls.has(code)) plain += '\u{FFFD}';
    else plain += char;
  }
  return plain;
}
