import { compares } from '../../../shared/policy/measures.ts';
import type { Comparison, Condition, VmSelector } from '../../../shared/policy/policy.ts';
import { isWithin } from '../../../shared/policy/time-rule.ts';
import type { PolicyVm } from '../policy-world.ts';
import { MARGIN, type Steadiness } from './steadiness.ts';

/** What made something hold, in words; null where it does not hold. */
export type Because = string | null;

const FALLS = 0.1;

/** Whether a condition holds for a VM. @returns '' where nothing was asked */
export function holdsCondition(condition: Condition | null, vm: PolicyVm, steady: Steadiness, time: number): Because {
  if (condition === null) return '';
  const words: string[] = [];
  const figures = [
    ['risk', condition.risk, vm.risk, '>'],
    ['anomaly', condition.anomaly, vm.anomaly, '>'],
    ['reputation of a peer', condition.intelligence, vm.worstPeer, '<'],
  ] as const;
  // Each is asked, whatever the others say: what is not asked is forgotten.
  let all = true;
  for (const [what, comparison, value, danger] of figures) {
    if (comparison === undefined) continue;
    const isDanger = comparison.op.startsWith(danger);
    const begins = compares(value, comparison);
    // Known by what is asked of the VM, so that all rules that ask the same are told the same.
    const at = `${vm.uuid}|${what} ${comparison.op} ${comparison.value}`;
    const holds = isDanger ? steady.danger(at, begins, compares(value, widen(comparison))) : steady.calm(at, begins);
    all &&= holds;
    words.push(
      `${what} ${value === null ? '?' : value.toFixed(2)} ${comparison.op} ${comparison.value}${begins ? '' : ', not for long'}`,
    );
  }
  if (condition.alert !== undefined) {
    const found = vm.alerts.find(({ type }) => condition.alert?.includes(type));
    const holds = steady.danger(`${vm.uuid}|alert ${condition.alert.join(' ')}`, found !== undefined, false);
    all &&= holds;
    words.push(found === undefined ? 'an alert until a while ago' : `alert ${found.type}`);
  }
  if (condition.technique !== undefined) {
    const found = vm.alerts.find(({ technique }) =>
      condition.technique?.some((wanted) => isTechnique(technique, wanted)),
    );
    const holds = steady.danger(`${vm.uuid}|technique ${condition.technique.join(' ')}`, found !== undefined, false);
    all &&= holds;
    words.push(found === undefined ? 'a technique until a while ago' : `technique ${found.technique}`);
  }
  if (condition.attestation !== undefined) {
    const begins = condition.attestation.includes(vm.attestation);
    const isCalm = condition.attestation.includes('trusted');
    const at = `${vm.uuid}|attestation ${condition.attestation.join(' ')}`;
    const holds = isCalm ? steady.calm(at, begins) : steady.danger(at, begins, false);
    all &&= holds;
    words.push(`attestation ${vm.attestation}`);
  }
  if (condition.time !== undefined) {
    all &&= isWithin(condition.time, time);
    words.push('time of the week');
  }
  return all ? words.join(', ') : null;
}

/** Whether a selector is for a VM, and by which persona with which probability (1 where none is asked). */
export function matchesVm(
  selector: VmSelector,
  vm: PolicyVm,
  steady: Steadiness,
): { persona: string; weight: number } | null {
  const { vm: names, host, role, sensitivity, tag, persona } = selector;
  if (names !== undefined && !names.some((name) => name === vm.uuid || isNamed(vm.name, name))) return null;
  if (host !== undefined && !host.includes(vm.host)) return null;
  if (role !== undefined && !role.includes(vm.role)) return null;
  if (sensitivity !== undefined && !sensitivity.some((each) => each === vm.sensitivity)) return null;
  if (tag !== undefined && !vm.tags.some((each) => tag.includes(each))) return null;
  if (persona === undefined) return { persona: '', weight: 1 };
  let best: { persona: string; weight: number } | null = null;
  for (const { label, atLeast } of persona) {
    const probability = vm.personas.find((each) => each.label === label)?.probability ?? 0;
    const at = `${vm.uuid}|persona ${label} ${atLeast}`;
    if (!steady.danger(at, probability > 0 && probability >= atLeast, probability >= atLeast - FALLS)) continue;
    // Tenths are enough to weigh with, and keep rules still while a probability trembles.
    const weight = steady.figure(`${at}|weight`, Math.round(probability * 10) / 10, 0.1 + 1e-9);
    if (best === null || weight > best.weight) best = { persona: label, weight };
  }
  return best;
}

function isNamed(name: string, wanted: string): boolean {
  if (!wanted.includes('*')) return name === wanted;
  const parts = wanted.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > name.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

function isTechnique(found: string, wanted: string): boolean {
  return found === wanted || found.startsWith(`${wanted}.`);
}

function widen({ op, value }: Comparison): Comparison {
  return op.startsWith('>') ? { op, value: value - MARGIN } : { op, value: value + MARGIN };
}
