/**
 * A policy's text with rules written before its first one, so that they decide first. Rules are YAML entries (`- allow: …`), each of one or more
 * lines, as they stand without indentation. What else is in the text stays as it is.
 */
export function insertRules(text: string, rules: readonly string[]): string {
  if (rules.length === 0) return text;
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /^rules:\s*(\[\s*\])?\s*(#.*)?$/u.test(line));
  const first = at < 0 ? null : /^(\s*)-(\s|$)/u.exec(lines.slice(at + 1).find(isContent) ?? '');
  const indent = first?.[1] ?? '  ';
  const written = rules.flatMap((rule) =>
    rule
      .replace(/\n+$/u, '')
      .split('\n')
      .map((line) => (line.trim() === '' ? '' : indent + line)),
  );
  if (at >= 0) {
    const head = (lines[at] ?? '').replace(/\[\s*\]\s*/u, '');
    return [...lines.slice(0, at), head, ...written, ...lines.slice(at + 1)].join('\n');
  }
  const end = text === '' || text.endsWith('\n') ? '' : '\n';
  return `${text}${end}rules:\n${written.join('\n')}\n`;
}

function isContent(line: string): boolean {
  return line.trim() !== '' && !/^\s*#/u.test(line);
}
