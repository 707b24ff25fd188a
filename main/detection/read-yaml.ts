import { LineCounter, parseDocument, isNode, type Document } from 'yaml';
import type { z } from 'zod';

/** Something wrong with a settings file: where (line and column from 1) and what, in words for its editor. */
export interface SettingsProblem {
  line: number;
  column: number;
  message: string;
}

/** What reading gave: a value, or the problems that stand in its way. */
export type SettingsReading<T> = { ok: true; value: T } | { ok: false; problems: SettingsProblem[] };

const MAX_TEXT = 1 << 20;

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/**
 * Reads YAML text against a schema. Problems are told by line, the parser's own first; never throws on bad text.
 * Aliases are not followed beyond a small number, so a text cannot grow when read.
 */
export function readYaml<T>(text: string, schema: z.ZodType<T>): SettingsReading<T> {
  if (text.length > MAX_TEXT)
    return { ok: false, problems: [{ line: 1, column: 1, message: 'The file is larger than 1 MiB.' }] };
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const problems: SettingsProblem[] = document.errors.map((error) => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { line, column: col, message: error.message };
  });
  if (problems.length > 0) return { ok: false, problems };
  let content: unknown;
  try {
    content = document.toJS({ maxAliasCount: 20 });
  } catch (error) {
    // The library throws where aliases would expand without bound.
    return {
      ok: false,
      problems: [{ line: 1, column: 1, message: error instanceof Error ? error.message : 'Unreadable.' }],
    };
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => {
      const { line, col } = lines.linePos(offsetOf(document, issue.path));
      const where = issue.path.map(String).join('.');
      return { line, column: col, message: where === '' ? issue.message : `${where}: ${issue.message}` };
    }),
  };
}
