import type { CompiledLine } from '../policy/compile/compiled-table.ts';
import type { HostRules, RuleOrigin } from '../policy/host-rules.ts';
import type { Plan } from '../../shared/contract/enforcement.ts';

/** What a person wants to happen. */
export type Intent =
  | { kind: 'policy'; name: string; version: number | null }
  | { kind: 'isolation'; vm: string; isolate: boolean; lifetime: number | null };

type PlanLine = Plan['hosts'][number]['lines'][number];

/** Most lines of a host that a plan shows. */
const MOST_LINES = 2000;

/** Lines that come, go and stay, in the order of the new text, those that go where they stood; each with the line of the policy it came from. */
export function diffLines(
  before: readonly CompiledLine[],
  after: readonly CompiledLine[],
  origins: { before: ReadonlyMap<string, RuleOrigin>; after: ReadonlyMap<string, RuleOrigin> },
): { lines: PlanLine[]; added: number; removed: number } {
  const lineOf = ({ text, rules }: CompiledLine, change: PlanLine['change']): PlanLine => {
    const known = change === 'removed' ? origins.before : origins.after;
    const origin = rules.map((id) => known.get(id)).find((found) => found !== undefined);
    return { text, change, policy: origin?.policy ?? '', line: origin?.line ?? 0 };
  };
  const left = new Map<string, number>();
  for (const { text } of after) left.set(text, (left.get(text) ?? 0) + 1);
  // What goes stands before the first line after it that stays.
  const gone: CompiledLine[] = [];
  const goneBefore = new Map<string, CompiledLine[]>();
  let waiting: CompiledLine[] = [];
  const kept = new Map<string, number>();
  for (const line of before) {
    const count = left.get(line.text) ?? 0;
    const used = kept.get(line.text) ?? 0;
    if (used < count) {
      kept.set(line.text, used + 1);
      if (waiting.length > 0 && !goneBefore.has(line.text)) goneBefore.set(line.text, waiting);
      else gone.push(...waiting);
      waiting = [];
    } else waiting.push(line);
  }
  gone.push(...waiting);
  const lines: PlanLine[] = [];
  let added = 0;
  let removed = gone.length;
  for (const line of after) {
    const before_ = goneBefore.get(line.text);
    if (before_ !== undefined) {
      goneBefore.delete(line.text);
      removed += before_.length;
      lines.push(...before_.map((each) => lineOf(each, 'removed')));
    }
    const stays = (kept.get(line.text) ?? 0) > 0;
    if (stays) kept.set(line.text, (kept.get(line.text) ?? 0) - 1);
    else added += 1;
    lines.push(lineOf(line, stays ? 'same' : 'added'));
  }
  lines.push(...gone.map((each) => lineOf(each, 'removed')));
  return { lines: shorten(lines), added, removed };
}

/** The first origin of each rule, by its id. */
export function originsOf(rules: HostRules | null): Map<string, RuleOrigin> {
  const origins = new Map<string, RuleOrigin>();
  for (const vm of rules?.vms ?? [])
    for (const { id, origins: from } of vm.rules) if (from[0] !== undefined) origins.set(id, from[0]);
  return origins;
}

/** Where there are too many, those that stay go first. */
function shorten(lines: PlanLine[]): PlanLine[] {
  if (lines.length <= MOST_LINES) return lines;
  return lines.filter(({ change }) => change !== 'same').slice(0, MOST_LINES);
}
