import type { SigmaCondition } from './sigma-rule.ts';
import { SigmaUnfit } from './sigma-unfit.ts';

/** Words of a condition, and brackets within brackets. */
const MOST = 500;
const DEEPEST = 24;

/**
 * Reads the condition of a rule over its named selections: `and`, `or`, `not`, brackets, `1 of x*`, `all of them`.
 * @throws {SigmaUnfit}
 */
export function readCondition(text: string, selections: ReadonlyMap<string, SigmaCondition>): SigmaCondition {
  const words = text.match(/[()|]|[^\s()|]+/g) ?? [];
  if (words.length > MOST) throw new SigmaUnfit('has a condition that is too long');
  let [at, depth] = [0, 0];
  const peek = (): string => (words[at] ?? '').toLowerCase();

  function either(): SigmaCondition {
    const of = [both()];
    while (peek() === 'or') {
      at++;
      of.push(both());
    }
    return of.length === 1 ? (of[0] as SigmaCondition) : { op: 'or', of };
  }
  function both(): SigmaCondition {
    const of = [one()];
    while (peek() === 'and') {
      at++;
      of.push(one());
    }
    return of.length === 1 ? (of[0] as SigmaCondition) : { op: 'and', of };
  }
  function one(): SigmaCondition {
    if (++depth > DEEPEST) throw new SigmaUnfit('has a condition that is nested too deeply');
    const word = words[at++] ?? '';
    const lower = word.toLowerCase();
    let read: SigmaCondition;
    if (lower === 'not') read = { op: 'not', of: one() };
    else if (word === '(') {
      read = either();
      if (words[at++] !== ')') throw new SigmaUnfit('has a bracket that is not closed');
    } else if ((lower === '1' || lower === 'any' || lower === 'all') && peek() === 'of') {
      at++;
      read = { op: lower === 'all' ? 'and' : 'or', of: chosen(words[at++] ?? '') };
    } else read = named(word);
    depth--;
    return read;
  }
  function chosen(pattern: string): SigmaCondition[] {
    const isAll = pattern.toLowerCase() === 'them';
    const start = pattern.endsWith('*') ? pattern.slice(0, -1) : null;
    const of = [...selections]
      // What begins with an underscore is left out of "them", as the specification says.
      .filter(([name]) => (isAll ? !name.startsWith('_') : start === null ? name === pattern : name.startsWith(start)))
      .map(([, condition]) => condition);
    if (of.length === 0) throw new SigmaUnfit(`asks for “${pattern.slice(0, 60)}”, which it does not have`);
    return of;
  }
  function named(name: string): SigmaCondition {
    const condition = selections.get(name);
    if (condition === undefined) throw new SigmaUnfit(`asks for “${name.slice(0, 60)}”, which it does not have`);
    return condition;
  }

  const condition = either();
  if (peek() === '|') throw new SigmaUnfit('counts matches over time');
  if (at < words.length) throw new SigmaUnfit('has a condition that cannot be read');
  return condition;
}
