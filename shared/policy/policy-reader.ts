import { nearestWord } from './nearest-word.ts';
import type { Finding } from './policy.ts';
import type { KeyTable } from './value-shape.ts';
import type { SourceEntry, SourceNode, SourceProblem, Span } from './source-tree.ts';

const MOST_FINDINGS = 200;
const LONGEST_WORD = 60;

/** Reads values of a policy's tree, keeps what is wrong with them, and knows whether a part of it stands. */
export class PolicyReader {
  readonly #lines: number[] = [0];
  readonly #findings: Finding[] = [];
  readonly #broken: number[] = [];
  #errors = 0;
  readonly leftOut: number[] = [];

  constructor(text: string, problems: readonly SourceProblem[]) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lines.push(at + 1);
    for (const problem of problems) {
      this.#broken.push(problem.from);
      this.error(problem, problem.code, problem.message, problem.fix);
    }
  }

  /** In the order of the text. */
  findings(): Finding[] {
    return this.#findings.toSorted((one, other) => one.line - other.line || one.column - other.column);
  }

  /** Line from 1 on which something stands. */
  line(at: number): number {
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lines[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  error(at: Span, code: string, message: string, fix: string | null = null): void {
    this.#errors++;
    this.#note('error', at, code, message, fix);
  }

  warn(at: Span, code: string, message: string, fix: string | null = null): void {
    this.#note('warning', at, code, message, fix);
  }

  /** What `read` gives, or null where anything in it is wrong: then its line is left out. */
  whole<T>(node: SourceNode, read: () => T | null): T | null {
    const before = this.#errors;
    const value = read();
    const isBroken = this.#broken.some((at) => at >= node.from && at <= node.to);
    if (value !== null && this.#errors === before && !isBroken) return value;
    this.leftOut.push(this.line(node.from));
    return null;
  }

  /** Entries of a map by their keys, each known and there once. `what` names the map in messages: `A rule`. */
  entries(node: SourceNode, keys: KeyTable, what: string): Map<string, SourceEntry> {
    const entries = new Map<string, SourceEntry>();
    if (node.kind !== 'map') {
      this.error(node, 'shape', `${what} is written as keys with values.`);
      return entries;
    }
    for (const entry of node.entries) {
      const { key, at } = entry;
      if (!Object.hasOwn(keys, key)) {
        const meant = nearestWord(key, Object.keys(keys));
        this.error(at, 'unknown-key', `${what} has no “${clip(key)}”.${ask(meant)}`, meant);
      } else if (entries.has(key)) this.error(at, 'duplicate-key', `“${key}” stands here twice.`);
      else entries.set(key, entry);
    }
    return entries;
  }

  /** A word or number as it was written; null where there is none. */
  text(node: SourceNode, what: string): string | null {
    if (node.kind === 'scalar' && node.value !== null && node.text.trim() !== '') return node.text;
    this.error(node, 'shape', node.kind === 'scalar' ? `${what} is missing its value.` : `${what} is one word.`);
    return null;
  }

  /** The one value or all of a list; null where one is wrong. */
  some<T>(node: SourceNode, read: (item: SourceNode) => T | null, most = 1000): T[] | null {
    const items = node.kind === 'list' ? node.items : [node];
    if (items.length === 0) {
      this.error(node, 'shape', 'This list is empty: it would never match.');
      return null;
    }
    if (items.length > most) {
      this.error(node, 'too-large', `A list holds at most ${most} values.`);
      return null;
    }
    const values: T[] = [];
    for (const item of items) {
      const value = read(item);
      if (value === null) return null;
      values.push(value);
    }
    return values;
  }

  /** One of some words. */
  choice<T extends string>(node: SourceNode, words: readonly T[], what: string): T | null {
    const written = this.text(node, what);
    if (written === null) return null;
    const word = words.find((each) => each === written);
    if (word !== undefined) return word;
    const meant = nearestWord(written, words);
    this.error(node, 'unknown-word', `No ${what.toLowerCase()} is called “${clip(written)}”.${ask(meant)}`, meant);
    return null;
  }

  /** A value in a form of its own: `read` gives null for what it is not. */
  measure<T>(node: SourceNode, read: (text: string) => T | null, what: string, example: string): T | null {
    const written = this.text(node, what);
    if (written === null) return null;
    const value = read(written);
    if (value === null)
      this.error(node, 'form', `“${clip(written)}” is no ${what.toLowerCase()}: write it like ${example}.`);
    return value;
  }

  number(node: SourceNode, what: string, min: number, max: number, whole = false): number | null {
    const value = node.kind === 'scalar' ? node.value : null;
    if (typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
    this.error(node, 'form', `${what} is a ${whole ? 'whole ' : ''}number from ${min} to ${max}.`);
    return null;
  }

  #note(severity: Finding['severity'], at: Span, code: string, message: string, fix: string | null): void {
    if (this.#findings.length >= MOST_FINDINGS) return;
    const line = this.line(at.from);
    const toLine = this.line(Math.max(at.from, at.to));
    this.#findings.push({
      severity,
      code,
      message,
      line,
      column: at.from - (this.#lines[line - 1] ?? 0) + 1,
      toLine,
      toColumn: Math.max(at.from, at.to) - (this.#lines[toLine - 1] ?? 0) + 1,
      fix,
    });
  }
}

function ask(meant: string | null): string {
  return meant === null ? '' : ` Did you mean ${meant}?`;
}

function clip(text: string): string {
  return text.length > LONGEST_WORD ? `${text.slice(0, LONGEST_WORD)}…` : text;
}
