import { isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from 'yaml';

/** Characters of a text from `from` up to `to`. */
export interface Span {
  from: number;
  to: number;
}

/** A value as it was written, with where it stands. */
export type SourceNode =
  | ({
      kind: 'scalar';
      value: string | number | boolean | null;
      /** As written, without quotes. */ text: string;
    } & Span)
  | ({ kind: 'list'; items: SourceNode[] } & Span)
  | ({ kind: 'map'; entries: SourceEntry[] } & Span);

/** A key with its value. */
export interface SourceEntry {
  key: string;
  at: Span;
  value: SourceNode;
}

/** Something that makes a text no YAML, or none that is read here. */
export interface SourceProblem extends Span {
  code: 'syntax' | 'too-large' | 'unsupported';
  message: string;
  fix: string | null;
}

const MOST_CHARACTERS = 200_000;
const LONGEST_LINE = 10_000;
const MOST_NODES = 20_000;
const DEEPEST = 24;
const MOST_PROBLEMS = 100;

/**
 * Reads YAML into a tree that is bounded in size and depth and holds no references. What can be read of a broken text is in the tree all the
 * same; the root is null where nothing can.
 */
export function readSourceTree(text: string): { root: SourceNode | null; problems: SourceProblem[] } {
  const refused = refuseText(text);
  if (refused !== null) return { root: null, problems: [refused] };
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  const problems: SourceProblem[] = [];
  for (const error of document.errors.slice(0, MOST_PROBLEMS)) {
    const [from, to] = error.pos;
    problems.push({ code: 'syntax', from, to: Math.max(to, from + 1), ...tellSyntax(text, from, error.message) });
  }
  const builder = new TreeBuilder(problems);
  const root = builder.build(document.contents, { from: 0, to: text.length }, 0);
  return { root: builder.isTooLarge ? null : root, problems };
}

function refuseText(text: string): SourceProblem | null {
  const problem = (message: string, from: number): SourceProblem => ({
    code: 'too-large',
    message,
    from,
    to: from + 1,
    fix: null,
  });
  if (text.length > MOST_CHARACTERS) return problem(`A policy has at most ${MOST_CHARACTERS} characters.`, 0);
  let start = 0;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === 10) start = at + 1;
    else if (at - start >= LONGEST_LINE) return problem(`A line has at most ${LONGEST_LINE} characters.`, at);
    else if (char === 91 || char === 123) depth++;
    else if (char === 93 || char === 125) depth = Math.max(0, depth - 1);
    // Brackets in words and comments count too: a few of those are no policy either.
    if (depth > 200) return problem('Brackets are opened that are not closed.', at);
  }
  return null;
}

/** What the reader of YAML says, in the words of somebody who writes a policy. */
function tellSyntax(text: string, at: number, message: string): { message: string; fix: string | null } {
  const bare = /^[<>]=?\s*[\d.]+/.exec(text.slice(at).replace(/^[ \t]*/, ''));
  const before = /([<>]=?\s*)$/.exec(text.slice(Math.max(0, at - 4), at));
  if (bare !== null || before !== null)
    return { message: 'A comparison stands in quotes: "> 0.5".', fix: bare === null ? null : `"${bare[0].trim()}"` };
  if (/Flow (map|sequence).* end with a/.test(message)) {
    const close = message.includes('map') ? '}' : ']';
    return { message: `A ${close} is missing before this.`, fix: null };
  }
  if (message.startsWith('Plain value cannot start'))
    return { message: 'This word needs quotes around it.', fix: null };
  if (/tab/i.test(message)) return { message: 'Indent with blanks: tabs are not read.', fix: null };
  const [first = ''] = message.split('\n');
  return { message: `This is not YAML: ${first.replace(/\.?$/, '.')}`, fix: null };
}

class TreeBuilder {
  isTooLarge = false;
  #nodes = 0;
  readonly #problems: SourceProblem[];

  constructor(problems: SourceProblem[]) {
    this.#problems = problems;
  }

  build(node: unknown, around: Span, depth: number): SourceNode {
    const span = spanOf(node) ?? around;
    const nothing: SourceNode = { kind: 'scalar', value: null, text: '', ...span };
    if (depth > DEEPEST || ++this.#nodes > MOST_NODES) {
      if (!this.isTooLarge)
        this.#refuse(
          'too-large',
          depth > DEEPEST ? 'This is nested too deeply.' : `A policy has at most ${MOST_NODES} values.`,
          span,
        );
      this.isTooLarge = true;
      return nothing;
    }
    if (this.isTooLarge) return nothing;
    if (isAlias(node)) {
      const written = `*${node.source}`;
      this.#refuse('unsupported', 'A star at the beginning refers elsewhere in YAML: put it in quotes.', span, written);
      return nothing;
    }
    if (isScalar(node)) {
      const { value, source } = node;
      if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
        this.#refuse('unsupported', 'Tags are not read here.', span);
      if (node.anchor !== undefined) this.#refuse('unsupported', 'Anchors are not read here: write it out.', span);
      if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
        return { kind: 'scalar', value, text: source ?? String(value ?? ''), ...span };
      // Nothing else comes of the core schema; whatever it were, its text is all that is asked for.
      return { kind: 'scalar', value: source ?? '', text: source ?? '', ...span };
    }
    if (isSeq(node)) {
      if (node.anchor !== undefined) this.#refuse('unsupported', 'Anchors are not read here: write it out.', span);
      return { kind: 'list', items: node.items.map((item) => this.build(item, span, depth + 1)), ...span };
    }
    if (isMap(node)) {
      if (node.anchor !== undefined) this.#refuse('unsupported', 'Anchors are not read here: write it out.', span);
      return { kind: 'map', entries: node.items.flatMap((pair) => this.#buildEntry(pair, span, depth)), ...span };
    }
    return nothing;
  }

  #buildEntry(pair: unknown, around: Span, depth: number): SourceEntry[] {
    if (!isPair(pair)) return [];
    const at = spanOf(pair.key) ?? around;
    if (!isScalar(pair.key)) {
      this.#refuse('unsupported', 'A key is one word.', at);
      return [];
    }
    const { value, source } = pair.key;
    const key = source ?? (typeof value === 'string' ? value : '');
    // A value that is not there stands right behind its key.
    return [{ key, at, value: this.build(pair.value, { from: at.to, to: at.to }, depth + 1) }];
  }

  #refuse(code: SourceProblem['code'], message: string, { from, to }: Span, quoted: string | null = null): void {
    if (this.#problems.length >= MOST_PROBLEMS) return;
    this.#problems.push({ code, message, from, to, fix: quoted === null ? null : JSON.stringify(quoted) });
  }
}

function spanOf(node: unknown): Span | null {
  if (typeof node !== 'object' || node === null || !('range' in node)) return null;
  const { range } = node;
  if (!Array.isArray(range)) return null;
  const [from, to] = range as unknown[];
  return typeof from === 'number' && typeof to === 'number' ? { from, to } : null;
}
