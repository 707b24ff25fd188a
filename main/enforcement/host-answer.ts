import type { Done, HostAbility, InForce } from './enforcement-port.ts';

/** What the command of a host said, as it came. */
export interface HostSaid {
  /** Lines of `key value`, by key. */
  values: ReadonlyMap<string, string>;
  /** What follows them: our table as the kernel lists it. */
  listing: string;
}

/** Most characters of what a host says that are looked at. */
const MOST = 32 * 2 ** 20;
const FIRST = 'mien-enforce 1';

/** Reads what the command of a host said. Hosts may be taken over: all of it is bounded, and only known words mean something. */
export function readHostAnswer(text: string): Done<HostSaid> {
  if (text.length > MOST) return { ok: false, code: 'answer', why: 'The host says more than can be.' };
  const lines = text.split('\n');
  // A login that greets says something before it.
  const begin = lines.indexOf(FIRST);
  if (begin < 0)
    return { ok: false, code: 'answer', why: `The host does not answer as it should: ${say(text)}`.trimEnd() };
  const values = new Map<string, string>();
  for (let at = begin + 1; at < lines.length; at += 1) {
    const [, key = '', value = ''] = /^([a-z]+) ?(.*)$/.exec(lines[at] ?? '') ?? [];
    if (key === 'error') {
      const [, code = 'failed', why = ''] = /^(\S+) ?(.*)$/.exec(value) ?? [];
      return { ok: false, code, why: say(why) };
    }
    if (key !== '') values.set(key, value);
    if (key === 'listing') return { ok: true, value: { values, listing: lines.slice(at + 1).join('\n') } };
  }
  return { ok: true, value: { values, listing: '' } };
}

/** What is in force, from what a host said. */
export function readInForce({ values, listing }: HostSaid): InForce {
  const reverts = values.get('reverts');
  const listed = values.get('listed') ?? '';
  return {
    text: listing,
    digest: hex(values.get('digest')),
    revertsIn: reverts === undefined ? null : Math.max(0, Number.parseInt(reverts, 10) || 0),
    pending: hex(values.get('pending')),
    reverted: hex(values.get('reverted')),
    // Nothing was ever loaded and nothing is there: that is as it should be.
    asLoaded: listed === '' ? listing.trim() === '' : listed === values.get('now'),
  };
}

/** What a host can carry out, from what it said. */
export function readAbility({ values }: HostSaid, resources: boolean): HostAbility {
  const rules = values.get('rules');
  return {
    rules: rules === 'inet' || rules === 'bridge' ? rules : 'none',
    why: say(values.get('why') ?? ''),
    resources,
    timer: values.get('timer') === 'yes',
  };
}

function hex(text: string | undefined): string {
  return text !== undefined && /^[0-9a-f]{64}$/.test(text) ? text : '';
}

function say(text: string): string {
  return text.trim().slice(0, 500);
}
