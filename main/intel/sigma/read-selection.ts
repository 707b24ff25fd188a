import { isNetwork } from '../../../shared/filter/address.ts';
import { compileLinearRegex, RegexRefused } from './linear-regex.ts';
import { ANY, ONE, type SigmaCondition, type SigmaTest } from './sigma-rule.ts';
import { SigmaUnfit } from './sigma-unfit.ts';

/** Values of one field, and characters of one. */
const MOST_VALUES = 1000;
const MOST_CHARACTERS = 1000;

const COMPARED: ReadonlySet<string> = new Set(['lt', 'lte', 'gt', 'gte']);
const KNOWN: ReadonlySet<string> = new Set([
  'contains',
  'startswith',
  'endswith',
  'all',
  're',
  'i',
  'cidr',
  'cased',
  'exists',
  'windash',
  ...COMPARED,
]);

/**
 * Reads a selection: fields that must all match, a list of such where one must, or neither.
 * @param fields that the rule's stream tells
 * @throws {SigmaUnfit}
 */
export function readSelection(selection: unknown, fields: readonly string[]): SigmaCondition {
  if (Array.isArray(selection)) {
    if (selection.length === 0 || selection.length > MOST_VALUES) throw new SigmaUnfit('has an empty or endless list');
    return join(
      'or',
      selection.map((one: unknown) => readMap(one, fields)),
    );
  }
  return readMap(selection, fields);
}

function readMap(map: unknown, fields: readonly string[]): SigmaCondition {
  if (typeof map !== 'object' || map === null) throw new SigmaUnfit('looks for keywords in no field');
  const entries = Object.entries(map);
  if (entries.length === 0 || entries.length > 100) throw new SigmaUnfit('has a selection of no field, or of too many');
  return join(
    'and',
    entries.map(([key, value]) => readField(key, value, fields)),
  );
}

function readField(key: string, value: unknown, fields: readonly string[]): SigmaCondition {
  const [name = '', ...modifiers] = key.split('|');
  const field = fields.find((one) => one === name);
  if (field === undefined) throw new SigmaUnfit(`asks for ${name.slice(0, 40) || 'no field'}, which is not told here`);
  const unknown = modifiers.find((modifier) => !KNOWN.has(modifier));
  if (unknown !== undefined) throw new SigmaUnfit(`uses the modifier ${unknown.slice(0, 40)}`);
  const values = Array.isArray(value) ? (value as unknown[]) : [value];
  if (values.length === 0 || values.length > MOST_VALUES) throw new SigmaUnfit('has an empty or endless list');
  return join(
    modifiers.includes('all') ? 'and' : 'or',
    values.map((one) => readValue(field, one, modifiers)),
  );
}

function readValue(field: string, value: unknown, modifiers: readonly string[]): SigmaCondition {
  const has = (modifier: string): boolean => modifiers.includes(modifier);
  const test = (how: SigmaTest['how'], text: string, cased = has('cased')): SigmaTest => {
    if (text.length > MOST_CHARACTERS) throw new SigmaUnfit('has a value that is too long');
    return { op: 'test', field, how, value: cased ? text : text.toLowerCase(), cased };
  };
  if (has('exists')) return test('exists', String(value === true || value === 'true'));
  if (value === null || value === '') return test('empty', '');
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw new SigmaUnfit('has a value that is none');
  const text = String(value);
  const compared = modifiers.find((modifier) => COMPARED.has(modifier));
  if (compared !== undefined) {
    if (!Number.isFinite(Number(text))) throw new SigmaUnfit('compares with what is no number');
    return test(compared as SigmaTest['how'], text);
  }
  if (has('cidr')) {
    if (!isNetwork(text)) throw new SigmaUnfit('has a network that is none');
    return test('cidr', text);
  }
  if (has('re')) {
    // Some rules begin with the flags that nothing else may carry.
    const isLoose = has('i') || text.startsWith('(?i)');
    const pattern = text.startsWith('(?i)') ? text.slice(4) : text;
    try {
      compileLinearRegex(pattern, isLoose);
    } catch (problem) {
      if (problem instanceof RegexRefused) throw new SigmaUnfit(`has a pattern that ${problem.message}`);
      throw problem;
    }
    return { ...test('re', pattern, true), cased: !isLoose };
  }
  // Only the name of a parent is told: what asks for its folder would never be answered.
  const signs = readWildcards(text);
  if (field === 'ParentImage' && !has('endswith') && !/^[\u{E000}]?[\\/]?[^\\/\u{E000}]*$/u.test(signs))
    throw new SigmaUnfit('asks for the folder of the parent, of which only the name is told');
  const dashed =
    has('windash') && text.includes('-') ? [signs, signs.replaceAll('-', '/'), signs.replaceAll('-', '–')] : [signs];
  return join(
    'or',
    dashed.map((one) => {
      const before = has('contains') || has('endswith') ? ANY : '';
      const after = has('contains') || has('startswith') ? ANY : '';
      return fit(`${before}${one}${after}`, test);
    }),
  );
}

/** The quickest question that says the same as a pattern. */
function fit(pattern: string, test: (how: SigmaTest['how'], text: string) => SigmaTest): SigmaTest {
  const inner = pattern.replace(/^\u{E000}+/u, '').replace(/\u{E000}+$/u, '');
  if (inner.includes(ANY) || inner.includes(ONE)) return test('glob', pattern);
  const [open, ended] = [pattern.startsWith(ANY), pattern.endsWith(ANY)];
  if (inner === '') return test('exists', 'true');
  return test(open && ended ? 'has' : open ? 'ends' : ended ? 'starts' : 'is', inner);
}

/** `*` and `?` become signs of their own; a backslash before them, or before a backslash before them, takes that away. */
function readWildcards(text: string): string {
  return text
    .replaceAll(/[\u{E000}\u{E001}]/gu, '')
    .replaceAll(/\\(\\?)([*?])|[*?]/g, (all: string, twice: string | undefined, sign: string | undefined) => {
      const wild = (one: string): string => (one === '*' ? ANY : ONE);
      if (sign === undefined) return wild(all);
      return twice === '\\' ? `\\${wild(sign)}` : sign;
    });
}

function join(op: 'and' | 'or', of: SigmaCondition[]): SigmaCondition {
  return of.length === 1 ? (of[0] as SigmaCondition) : { op, of };
}
