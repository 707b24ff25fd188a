/** A line of rules, with the concrete rules it was made of: none for what is always there. */
export interface CompiledLine {
  text: string;
  rules: readonly string[];
}

/** What rules are compiled to, and what could not be said in them. */
export interface CompiledTable {
  lines: readonly CompiledLine[];
  /** Sentences: what a host cannot carry out as it is wanted. */
  remarks: readonly string[];
}

/** A line without rules of its own. */
export function plain(text: string): CompiledLine {
  return { text, rules: [] };
}

/** The text that is loaded. */
export function toText(lines: readonly CompiledLine[]): string {
  return lines.map(({ text }) => `${text}\n`).join('');
}
