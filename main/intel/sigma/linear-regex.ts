/** Instructions of a pattern beyond which it is refused. */
const MOST = 512;
/** Depth of groups, and repetitions that are counted out. */
const DEEPEST = 24;
const MOST_REPEATS = 64;
const LAST = 0x10_ff_ff;

/** A pattern that is not taken, and why. */
export class RegexRefused extends Error {}

type Range = readonly [number, number];
type Node =
  | { is: 'set'; ranges: readonly Range[] }
  | { is: 'join' | 'either'; of: Node[] }
  | { is: 'repeat'; of: Node; least: number; most: number }
  | { is: 'edge'; edge: '^' | '$' | 'b' | 'B' };
type Step =
  | { do: 'set'; ranges: readonly Range[] }
  | { do: 'fork'; to: number; or: number }
  | { do: 'edge'; edge: '^' | '$' | 'b' | 'B' }
  | { do: 'found' };

const DIGITS: readonly Range[] = [[48, 57]];
const WORD: readonly Range[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: readonly Range[] = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x20_28, 0x20_29],
];
const NAMED: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, 0: 0 };

/** A regular expression that never takes longer than text times pattern, whoever wrote it (Thompson 1968). */
export interface LinearRegex {
  /** Whether it is found in a text. @param budget steps that may be taken, lowered by those that were; false once none is left */
  test(text: string, budget: { left: number }): boolean;
}

/**
 * Compiles a pattern: literals, classes, groups, alternatives, repetitions, edges. What cannot be answered in linear time
 * (back references, looking around) is refused.
 * @throws {RegexRefused}
 */
export function compileLinearRegex(pattern: string, ignoreCase: boolean): LinearRegex {
  const steps: Step[] = [];
  emit(new Reader(pattern).read(), steps);
  steps.push({ do: 'found' });
  return { test: (text, budget) => run(steps, text, ignoreCase, budget) };
}

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): Node {
    const node = this.#either();
    if (this.#at < this.#text.length) throw new RegexRefused('has a bracket too many');
    return node;
  }

  #peek(): string {
    return this.#text[this.#at] ?? '';
  }

  #either(): Node {
    const of = [this.#join()];
    while (this.#peek() === '|') {
      this.#at++;
      of.push(this.#join());
    }
    return of.length === 1 ? (of[0] as Node) : { is: 'either', of };
  }

  #join(): Node {
    const of: Node[] = [];
    while (this.#at < this.#text.length && this.#peek() !== '|' && this.#peek() !== ')') of.push(this.#repeated());
    return { is: 'join', of };
  }

  #repeated(): Node {
    let node = this.#one();
    for (;;) {
      const counts = /^(?:[*+?]|\{(\d{1,4})(,?)(\d{0,4})\})\??\+?/.exec(this.#text.slice(this.#at, this.#at + 16));
      if (counts === null) return node;
      const [all, low = '', comma = '', high = ''] = counts;
      if (all.endsWith('+') && all.length > 1) throw new RegexRefused('repeats possessively');
      this.#at += all.length;
      const [sign] = all;
      const least = sign === '*' || sign === '?' ? 0 : sign === '+' ? 1 : Number(low);
      const most =
        sign === '?' ? 1 : sign === '{' && comma === '' ? least : sign === '{' && high !== '' ? Number(high) : Infinity;
      if (node.is === 'edge' || most < least) throw new RegexRefused('repeats what cannot be repeated');
      if (least > MOST_REPEATS || (most !== Infinity && most > MOST_REPEATS))
        throw new RegexRefused(`repeats more than ${MOST_REPEATS} times`);
      node = { is: 'repeat', of: node, least, most };
    }
  }

  #one(): Node {
    const sign = this.#peek();
    this.#at++;
    switch (sign) {
      case '(':
        return this.#group();
      case '[':
        return { is: 'set', ranges: this.#class() };
      case '.':
        return { is: 'set', ranges: invert([[10, 10]]) };
      case '^':
      case '$':
        return { is: 'edge', edge: sign };
      case '\\':
        return this.#escaped();
      case '*':
      case '+':
      case '?':
        throw new RegexRefused('repeats nothing');
      default:
        return literal(sign);
    }
  }

  #group(): Node {
    if (++this.#depth > DEEPEST) throw new RegexRefused('is nested too deeply');
    if (this.#peek() === '?') {
      if (this.#text.startsWith('?:', this.#at)) this.#at += 2;
      else throw new RegexRefused('looks around, names groups or changes its flags');
    }
    const node = this.#either();
    if (this.#peek() !== ')') throw new RegexRefused('has a group that does not end');
    this.#at++;
    this.#depth--;
    return node;
  }

  #escaped(): Node {
    const sign = this.#peek();
    this.#at++;
    if (sign === 'b' || sign === 'B') return { is: 'edge', edge: sign };
    return { is: 'set', ranges: this.#meaning(sign) };
  }

  #meaning(sign: string): readonly Range[] {
    if (sign === '') throw new RegexRefused('ends in a backslash');
    const lower = sign.toLowerCase();
    const named = lower === 'd' ? DIGITS : lower === 'w' ? WORD : lower === 's' ? SPACE : null;
    if (named !== null) return sign === lower ? named : invert(named);
    if (/[1-9k]/.test(sign)) throw new RegexRefused('refers back');
    if (sign === 'x' || sign === 'u') {
      const digits = this.#text.slice(this.#at, this.#at + (sign === 'x' ? 2 : 4));
      if (!/^(?:[0-9a-f]{2}|[0-9a-f]{4})$/i.test(digits)) throw new RegexRefused('has an escape that is none');
      this.#at += digits.length;
      const code = Number.parseInt(digits, 16);
      return [[code, code]];
    }
    const code = NAMED[sign] ?? (/[A-Za-z]/.test(sign) ? null : sign.charCodeAt(0));
    if (code === null) throw new RegexRefused(`escapes “${sign}”`);
    return [[code, code]];
  }

  #class(): readonly Range[] {
    const isInverted = this.#peek() === '^';
    if (isInverted) this.#at++;
    const ranges: Range[] = [];
    for (let isFirst = true; ; isFirst = false) {
      const sign = this.#peek();
      if (sign === '') throw new RegexRefused('has a class that does not end');
      this.#at++;
      if (sign === ']' && !isFirst) break;
      const from = sign === '\\' ? this.#member() : single(sign);
      const [only] = from;
      if (this.#peek() === '-' && this.#text[this.#at + 1] !== ']' && from.length === 1 && only?.[0] === only?.[1]) {
        this.#at++;
        const end = this.#peek();
        this.#at++;
        const [to] = end === '\\' ? this.#member() : single(end);
        if (to === undefined || only === undefined || to[1] < only[0])
          throw new RegexRefused('has a range that is none');
        ranges.push([only[0], to[1]]);
      } else ranges.push(...from);
      if (ranges.length > 256) throw new RegexRefused('has a class that is too large');
    }
    return isInverted ? invert(ranges) : ranges;
  }

  #member(): readonly Range[] {
    const sign = this.#peek();
    this.#at++;
    return sign === 'b' ? [[8, 8]] : this.#meaning(sign);
  }
}

const single = (sign: string): readonly Range[] => [[sign.charCodeAt(0), sign.charCodeAt(0)]];
const literal = (sign: string): Node => ({ is: 'set', ranges: single(sign) });

function invert(ranges: readonly Range[]): Range[] {
  const out: Range[] = [];
  let next = 0;
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (from > next) out.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST) out.push([next, LAST]);
  return out;
}

function emit(node: Node, steps: Step[]): void {
  if (steps.length > MOST) throw new RegexRefused('is too long');
  switch (node.is) {
    case 'set':
      steps.push({ do: 'set', ranges: node.ranges });
      return;
    case 'edge':
      steps.push({ do: 'edge', edge: node.edge });
      return;
    case 'join':
      for (const one of node.of) emit(one, steps);
      return;
    case 'either': {
      const ends: { do: 'fork'; to: number; or: number }[] = [];
      for (const [index, one] of node.of.entries()) {
        if (index === node.of.length - 1) {
          emit(one, steps);
          break;
        }
        const fork = { do: 'fork' as const, to: steps.length + 1, or: 0 };
        steps.push(fork);
        emit(one, steps);
        const end = { do: 'fork' as const, to: 0, or: 0 };
        steps.push(end);
        ends.push(end);
        fork.or = steps.length;
      }
      for (const end of ends) {
        end.to = steps.length;
        end.or = steps.length;
      }
      return;
    }
    case 'repeat': {
      for (let count = 0; count < node.least; count++) emit(node.of, steps);
      if (node.most === Infinity) {
        const fork = { do: 'fork' as const, to: steps.length + 1, or: 0 };
        const at = steps.push(fork) - 1;
        emit(node.of, steps);
        steps.push({ do: 'fork', to: at, or: at });
        fork.or = steps.length;
        return;
      }
      const forks: { do: 'fork'; to: number; or: number }[] = [];
      for (let count = node.least; count < node.most; count++) {
        const fork = { do: 'fork' as const, to: steps.length + 1, or: 0 };
        steps.push(fork);
        forks.push(fork);
        emit(node.of, steps);
      }
      for (const fork of forks) fork.or = steps.length;
    }
  }
}

const isWord = (code: number): boolean => WORD.some(([from, to]) => code >= from && code <= to);

function run(steps: readonly Step[], text: string, ignoreCase: boolean, budget: { left: number }): boolean {
  let now: number[] = [];
  let marks = new Int32Array(steps.length).fill(-1);
  let isFound = false;
  const follow = (list: number[], seen: Int32Array, start: number, at: number): void => {
    const todo = [start];
    for (let place = todo.pop(); place !== undefined; place = todo.pop()) {
      if (seen[place] === at) continue;
      seen[place] = at;
      budget.left--;
      const step = steps[place];
      if (step === undefined) continue;
      if (step.do === 'fork') todo.push(step.or, step.to);
      else if (step.do === 'edge') {
        if (isEdge(step.edge, text, at)) todo.push(place + 1);
      } else if (step.do === 'found') isFound = true;
      else list.push(place);
    }
  };
  let later = new Int32Array(steps.length).fill(-1);
  for (let at = 0; at <= text.length; at++) {
    follow(now, marks, 0, at);
    if (isFound) return true;
    if (at === text.length || budget.left <= 0) return false;
    const code = text.charCodeAt(at);
    const other = ignoreCase ? otherCase(code) : code;
    const next: number[] = [];
    for (const place of now) {
      budget.left--;
      const step = steps[place];
      if (
        step?.do === 'set' &&
        step.ranges.some(([from, to]) => (code >= from && code <= to) || (other >= from && other <= to))
      )
        follow(next, later, place + 1, at + 1);
    }
    now = next;
    [marks, later] = [later, marks];
  }
  return isFound;
}

function isEdge(edge: '^' | '$' | 'b' | 'B', text: string, at: number): boolean {
  if (edge === '^') return at === 0;
  if (edge === '$') return at === text.length;
  const isBetween = (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)));
  return edge === 'b' ? isBetween : !isBetween;
}

function otherCase(code: number): number {
  if (code >= 65 && code <= 90) return code + 32;
  return code >= 97 && code <= 122 ? code - 32 : code;
}
