import { addressKey, networkKeys } from '../../../shared/filter/address.ts';
import { compileLinearRegex, type LinearRegex } from './linear-regex.ts';
import { matchGlob } from './match-glob.ts';
import type { SigmaEvent } from './sigma-event.ts';
import type { SigmaCondition, SigmaTest } from './sigma-rule.ts';

/** Steps that all rules together may take on one event; far more than all of a large rule set need. */
export const EVENT_BUDGET = 4_000_000;
/** What a plain question costs of it. */
const PLAIN = 64;

/** Compiled patterns, by what they are: rules are plain values, and those are many. */
const compiled = new WeakMap<SigmaTest, LinearRegex>();
const networks = new WeakMap<SigmaTest, { first: string; last: string } | null>();

/** An event with its fields in lower case beside, so that a thousand rules need not make them each. */
export interface AskedEvent extends SigmaEvent {
  lower: ReadonlyMap<string, readonly string[]>;
}

/** Makes an event ready to be asked many times. */
export function toAsked(event: SigmaEvent): AskedEvent {
  const lower = new Map([...event.fields].map(([name, values]) => [name, values.map((value) => value.toLowerCase())]));
  return { ...event, lower };
}

/**
 * Whether a condition holds of an event.
 * @param budget steps that may be taken, lowered by those that were; once none is left nothing holds
 */
export function matchCondition(condition: SigmaCondition, event: AskedEvent, budget: { left: number }): boolean {
  if (budget.left <= 0) return false;
  switch (condition.op) {
    case 'and':
      return condition.of.every((one) => matchCondition(one, event, budget));
    case 'or':
      return condition.of.some((one) => matchCondition(one, event, budget));
    case 'not':
      // A question that was not answered for want of steps is not answered with yes.
      return !matchCondition(condition.of, event, budget) && budget.left > 0;
    case 'test':
      budget.left -= PLAIN;
      return matchTest(condition, event, budget);
  }
}

function matchTest(test: SigmaTest, event: AskedEvent, budget: { left: number }): boolean {
  const values = (test.cased || test.how === 're' ? event.fields : event.lower).get(test.field) ?? [];
  if (test.how === 'exists') return values.length > 0 === (test.value === 'true');
  if (test.how === 'empty') return values.length === 0;
  return values.some((value) => matchValue(test, value, budget));
}

function matchValue(test: SigmaTest, value: string, budget: { left: number }): boolean {
  switch (test.how) {
    case 'is':
      return value === test.value;
    case 'has':
      return value.includes(test.value);
    case 'starts':
      return value.startsWith(test.value);
    case 'ends':
      return value.endsWith(test.value);
    case 'glob':
      return matchGlob(test.value, value, budget);
    case 'cidr':
      return isWithin(value, test);
    case 're': {
      let regex = compiled.get(test);
      if (regex === undefined) {
        regex = compileLinearRegex(test.value, !test.cased);
        compiled.set(test, regex);
      }
      return regex.test(value, budget);
    }
    case 'lt':
      return Number(value) < Number(test.value);
    case 'lte':
      return Number(value) <= Number(test.value);
    case 'gt':
      return Number(value) > Number(test.value);
    case 'gte':
      return Number(value) >= Number(test.value);
    default:
      return false;
  }
}

function isWithin(address: string, test: SigmaTest): boolean {
  let network = networks.get(test);
  if (network === undefined) {
    network = networkKeys(test.value);
    networks.set(test, network);
  }
  const key = addressKey(address);
  return network !== null && key !== '' && key >= network.first && key <= network.last;
}
