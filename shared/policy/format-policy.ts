import { Lexer, parseDocument, visit } from 'yaml';
import { readSourceTree } from './source-tree.ts';

/**
 * A policy's text in its regular form: two blanks a step, one blank where one will do, comments and order as they were. What it says stays the
 * same, and formatting it again changes nothing.
 * @returns null where it cannot be read
 */
export function formatPolicy(text: string): string | null {
  const { root, problems } = readSourceTree(text);
  if (root === null || problems.length > 0) return null;
  const document = parseDocument(text, { uniqueKeys: false, logLevel: 'silent' });
  visit(document, {
    Scalar: (_key, scalar) => {
      const isSafe = typeof scalar.value === 'string' && !/["\\]/.test(scalar.value);
      if (scalar.type === 'QUOTE_SINGLE' && isSafe) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return closeBrackets(document.toString({ lineWidth: 110, indent: 2 }));
}

/** Lists between brackets have no blanks at their ends; braces keep theirs. */
function closeBrackets(text: string): string {
  let written = '';
  for (const token of new Lexer().lex(text)) {
    // Marks of the lexer itself, which are no part of the text.
    if (token === '\u{2}' || token === '\u{18}' || token === '\u{1f}' || token === '\u{feff}') continue;
    if (token === ']' && /[^\n] +$/.test(written)) written = written.replace(/ +$/, '');
    if (/^ +$/.test(token) && written.endsWith('[')) continue;
    written += token;
  }
  return written;
}
