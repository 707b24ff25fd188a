/** One atom or operator of the filter language with its place in the text. */
export interface FilterToken {
  kind: 'field' | 'operator' | 'parenthesis' | 'text';
  text: string;
  offset: number;
}

const operators = new Set(['and', 'or', 'not']);
const fieldTerm = /^[A-Za-z]+(?::|>=?|<=?|=)/u;

/** Splits a filter into tokens for colouring and for helpers; reads any text, quoted values stay one token. */
export function splitFilter(filter: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let at = 0;
  while (at < filter.length) {
    const character = filter.charAt(at);
    if (/\s/u.test(character)) {
      at++;
      continue;
    }
    if (character === '(' || character === ')') {
      tokens.push({ kind: 'parenthesis', text: character, offset: at });
      at++;
      continue;
    }
    const start = at;
    let quoted = false;
    while (at < filter.length) {
      const next = filter.charAt(at);
      if (next === '"') quoted = !quoted;
      else if (!quoted && (/\s/u.test(next) || next === '(' || next === ')')) break;
      at++;
    }
    const text = filter.slice(start, at);
    const kind = operators.has(text.toLowerCase()) ? 'operator' : fieldTerm.test(text) ? 'field' : 'text';
    tokens.push({ kind, text, offset: start });
  }
  return tokens;
}

/** Whether a filter has an `or` outside any parentheses, so that `and`-ing to it needs parentheses. */
function hasOpenOr(filter: string): boolean {
  let depth = 0;
  for (const token of splitFilter(filter)) {
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    else if (depth === 0 && token.kind === 'operator' && token.text.toLowerCase() === 'or') return true;
  }
  return false;
}

/** The filter narrowed by a further term; a term already there is not repeated. */
export function addTerm(filter: string, term: string): string {
  const trimmed = filter.trim();
  if (trimmed === '') return term;
  if (trimmed === term || splitTerms(trimmed).includes(term)) return trimmed;
  const kept = hasOpenOr(trimmed) ? `(${trimmed})` : trimmed;
  return `${kept} and ${hasOpenOr(term) ? `(${term})` : term}`;
}

/** The parts of a filter that are joined by `and` at its top; one part where `or` joins them. */
export function splitTerms(filter: string): string[] {
  const trimmed = filter.trim();
  if (trimmed === '') return [];
  if (hasOpenOr(trimmed)) return [trimmed];
  const terms: string[] = [];
  let depth = 0;
  let start = 0;
  for (const token of splitFilter(trimmed)) {
    if (token.text === '(') depth++;
    else if (token.text === ')') depth--;
    else if (depth === 0 && token.kind === 'operator' && token.text.toLowerCase() === 'and') {
      terms.push(trimmed.slice(start, token.offset).trim());
      start = token.offset + token.text.length;
    }
  }
  terms.push(trimmed.slice(start).trim());
  return terms.filter((term) => term !== '');
}

/** A value as the filter language takes it: quoted where it holds spaces, quotes or parentheses. */
export function quoteValue(value: string): string {
  return /^[^\s()"]+$/u.test(value) ? value : `"${value.replaceAll('"', '')}"`;
}
