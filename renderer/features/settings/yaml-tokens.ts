/** A piece of a YAML line for colouring. */
export interface YamlToken {
  kind: 'key' | 'comment' | 'value' | 'mark';
  text: string;
}

const keyPattern = /^(\s*(?:- )?)([A-Za-z_][\w .-]*)(:)(?=\s|$)/u;

/** Splits a line of YAML for colouring only; joined, the pieces are the line again. */
export function splitYamlLine(line: string): YamlToken[] {
  const tokens: YamlToken[] = [];
  const comment = findComment(line);
  const body = comment < 0 ? line : line.slice(0, comment);
  const match = keyPattern.exec(body);
  let rest = body;
  if (match !== null) {
    const [whole, indent = '', key = '', colon = ''] = match;
    if (indent !== '') tokens.push({ kind: 'mark', text: indent });
    tokens.push({ kind: 'key', text: key }, { kind: 'mark', text: colon });
    rest = body.slice(whole.length);
  }
  if (rest !== '') tokens.push({ kind: 'value', text: rest });
  if (comment >= 0) tokens.push({ kind: 'comment', text: line.slice(comment) });
  return tokens;
}

/** Where a comment starts: at a # that begins the line or follows a space, outside quotes; -1 where none does. */
function findComment(line: string): number {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '#' && (at === 0 || /\s/u.test(line.charAt(at - 1)))) return at;
  }
  return -1;
}
