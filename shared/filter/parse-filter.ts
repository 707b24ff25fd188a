import type { AddressField, Comparison, Filter, FilterError, NumberField, TextField } from './filter.ts';
import { isAddress, isNetwork } from './address.ts';

const addressFields: Readonly<Record<string, AddressField>> = {
  src: 'src',
  dst: 'dst',
  ip: 'ip',
  host: 'ip',
  net: 'ip',
};
const textFields: Readonly<Record<string, TextField>> = {
  service: 'service',
  name: 'name',
  state: 'state',
  proto: 'proto',
  tunnel: 'tunnel',
};
const numberFields: Readonly<Record<string, NumberField>> = {
  port: 'port',
  sport: 'sport',
  dport: 'dport',
  vlan: 'vlan',
  bytes: 'bytes',
  bytesout: 'bytesOut',
  bytesin: 'bytesIn',
  packets: 'packets',
  duration: 'duration',
  flow: 'flow',
};
const scales: Readonly<Record<string, number>> = { '': 1, b: 1, k: 1e3, kb: 1e3, m: 1e6, mb: 1e6, g: 1e9, gb: 1e9 };
const spans: Readonly<Record<string, number>> = { '': 1e6, ms: 1e3, s: 1e6, m: 60e6, min: 60e6, h: 3600e6 };

/** Nested parentheses beyond this are refused, so a pasted bomb cannot exhaust the stack. */
const maxDepth = 40;

interface Token {
  text: string;
  offset: number;
  quoted: boolean;
}

class FilterProblem extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (/\s/.test(char)) {
      at++;
    } else if (char === '(' || char === ')') {
      tokens.push({ text: char, offset: at, quoted: false });
      at++;
    } else {
      const start = at;
      let word = '';
      let quoted = false;
      while (at < text.length && !/[\s()]/.test(text.charAt(at))) {
        if (text.charAt(at) === '"') {
          const close = text.indexOf('"', at + 1);
          if (close < 0) throw new FilterProblem('The quote is not closed.', at);
          word += text.slice(at + 1, close);
          quoted = true;
          at = close + 1;
        } else {
          word += text.charAt(at);
          at++;
        }
      }
      tokens.push({ text: word, offset: start, quoted });
    }
  }
  return tokens;
}

function readNumber(text: string, field: NumberField, offset: number): number {
  const match = /^(\d+(?:\.\d+)?)([a-z]*)$/i.exec(text);
  const unit = (match?.[2] ?? '').toLowerCase();
  const scale = field === 'duration' ? spans[unit] : scales[unit];
  if (!match || scale === undefined) throw new FilterProblem(`“${text}” is not a number for ${field}.`, offset);
  return Number(match[1]) * scale;
}

function readTerm(token: Token): Filter {
  const match = /^([a-z]+)(:|>=|<=|>|<|=)(.+)$/i.exec(token.text);
  if (!match) {
    if (isAddress(token.text) || isNetwork(token.text)) return { kind: 'address', field: 'ip', value: token.text };
    if (/^[a-z]+[:<>=]+$/i.test(token.text))
      throw new FilterProblem(`A value is missing after “${token.text}”.`, token.offset);
    return { kind: 'text', field: 'text', value: token.text };
  }
  const [, rawField = '', operator = ':', value = ''] = match;
  const field = rawField.toLowerCase();
  const valueOffset = token.offset + rawField.length + operator.length;
  const address = addressFields[field];
  if (address) {
    if (!isAddress(value) && !isNetwork(value)) {
      throw new FilterProblem(`“${value}” is neither an address nor a network.`, valueOffset);
    }
    return { kind: 'address', field: address, value };
  }
  const textField = textFields[field];
  if (textField) return { kind: 'text', field: textField, value };
  const number = numberFields[field];
  if (number) {
    const range = /^([^-]+)-([^-]+)$/.exec(value);
    if (operator === ':' && range?.[1] && range[2]) {
      return {
        kind: 'range',
        field: number,
        from: readNumber(range[1], number, valueOffset),
        to: readNumber(range[2], number, valueOffset),
      };
    }
    const comparison = operator === ':' ? '=' : (operator as Comparison);
    return { kind: 'number', field: number, comparison, value: readNumber(value, number, valueOffset) };
  }
  // An IPv6 address has colons too: fe80::1 reads as field “fe80” otherwise.
  if (isAddress(token.text) || isNetwork(token.text)) return { kind: 'address', field: 'ip', value: token.text };
  throw new FilterProblem(
    `“${rawField}” is not a field. Fields: src dst ip port sport dport service name state proto vlan tunnel bytes packets duration.`,
    token.offset,
  );
}

class Parser {
  private at = 0;
  private readonly tokens: Token[];
  private readonly length: number;
  constructor(tokens: Token[], length: number) {
    this.tokens = tokens;
    this.length = length;
  }

  parse(): Filter {
    const filter = this.readOr(0);
    const rest = this.tokens[this.at];
    if (rest) throw new FilterProblem('A parenthesis is closed that was not opened.', rest.offset);
    return filter;
  }

  private peekWord(): string {
    const token = this.tokens[this.at];
    return token && !token.quoted ? token.text.toLowerCase() : '';
  }

  private readOr(depth: number): Filter {
    if (depth > maxDepth) throw new FilterProblem('Too many parentheses.', this.tokens[this.at]?.offset ?? this.length);
    const parts = [this.readAnd(depth)];
    while (this.peekWord() === 'or') {
      this.at++;
      parts.push(this.readAnd(depth));
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'or', parts };
  }

  private readAnd(depth: number): Filter {
    const parts = [this.readNot(depth)];
    for (;;) {
      const word = this.peekWord();
      if (word === 'and') this.at++;
      else if (this.at >= this.tokens.length || word === 'or' || word === ')') break;
      parts.push(this.readNot(depth));
    }
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'and', parts };
  }

  private readNot(depth: number): Filter {
    let negations = 0;
    while (this.peekWord() === 'not') {
      negations++;
      this.at++;
    }
    const part = this.readAtom(depth);
    return negations % 2 === 1 ? { kind: 'not', part } : part;
  }

  private readAtom(depth: number): Filter {
    const token = this.tokens[this.at];
    if (!token) throw new FilterProblem('Something is missing at the end.', this.length);
    const word = this.peekWord();
    if (word === 'and' || word === 'or' || word === ')') {
      throw new FilterProblem(`A condition is missing before “${token.text}”.`, token.offset);
    }
    this.at++;
    if (word !== '(') return readTerm(token);
    const inner = this.readOr(depth + 1);
    if (this.tokens[this.at]?.text !== ')') throw new FilterProblem('The parenthesis is not closed.', token.offset);
    this.at++;
    return inner;
  }
}

/**
 * Reads the filter language of flow and event lists.
 * @returns the filter, or where and why it cannot be read
 */
export function parseFilter(text: string): { filter: Filter; error: null } | { filter: null; error: FilterError } {
  try {
    const tokens = tokenize(text);
    if (tokens.length === 0) return { filter: { kind: 'all' }, error: null };
    return { filter: new Parser(tokens, text.length).parse(), error: null };
  } catch (problem) {
    if (problem instanceof FilterProblem)
      return { filter: null, error: { message: problem.message, offset: problem.offset } };
    throw problem;
  }
}
