import { LineCounter, parseDocument } from 'yaml';

/** What keeps a text from being YAML, by line from 1, without asking the engine. Empty where it can be read. */
export function checkYaml(text: string): { line: number; message: string }[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  return document.errors.map((error) => ({
    line: Math.max(1, lines.linePos(error.pos[0]).line),
    message: error.message,
  }));
}
