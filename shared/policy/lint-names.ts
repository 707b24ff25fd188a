import { isPlainWord } from './is-plain-word.ts';
import type { LintWorld, Remark } from './lint-policy.ts';
import { nearestWord } from './nearest-word.ts';
import type { Policy, VmSelector } from './policy.ts';
import type { NameKind } from './value-shape.ts';

const FIELDS: readonly [keyof VmSelector, NameKind, string][] = [
  ['role', 'roles', 'role'],
  ['host', 'hosts', 'host'],
  ['tag', 'tags', 'tag'],
  ['persona', 'personas', 'persona'],
  ['vm', 'vms', 'VM'],
];

/** Names that nothing has where the policy is to hold, and policies that are for nobody. */
export function lintNames(policy: Policy, lines: readonly string[], world: LintWorld): Remark[] {
  const remarks: Remark[] = [];
  const top = (key: string): number => Math.max(1, lines.findIndex((line) => line.startsWith(`${key}:`)) + 1);
  const ask = (kind: NameKind, what: string, name: string, line: number): void => {
    const known = world.names[kind];
    if (known.length === 0 || known.includes(name) || name.includes('*')) return;
    const meant = nearestWord(name, known);
    // A name may come from a guest: what would not be one plain word is shown, never offered to be written.
    const message = `No ${what} is called “${name.slice(0, 60)}” here.${meant === null ? '' : ` Did you mean ${meant}?`}`;
    // What is chosen may span lines: the name is marked on the first that holds it.
    const at = lines.findIndex((text, index) => index >= line - 1 && text.includes(name));
    remarks.push({
      severity: 'warning',
      code: 'unknown-name',
      message,
      line: at < 0 ? line : at + 1,
      word: name,
      fix: meant !== null && isPlainWord(meant) ? meant : null,
    });
  };
  const askAll = (selector: VmSelector, line: number): void => {
    for (const [field, kind, what] of FIELDS)
      for (const value of selector[field] ?? []) ask(kind, what, typeof value === 'string' ? value : value.label, line);
  };
  askAll(policy.applies, top('applies'));
  for (const { peer, line } of policy.rules) {
    askAll(peer, line);
    for (const category of peer.category ?? []) ask('categories', 'category', category, line);
  }
  for (const { use } of policy.stricter) for (const name of use) ask('policies', 'policy', name, top('stricter'));
  for (const { from, to, line } of policy.invariants) for (const end of [from, to]) askAll(end, line);
  if (remarks.length === 0 && world.count(policy.applies) === 0)
    remarks.push({ severity: 'info', code: 'no-vm', message: 'It is for no VM now.', line: top('applies') });
  return remarks;
}
