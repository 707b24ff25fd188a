import { compileRules } from '../policy/compile/compile-rules.ts';
import { type CompiledLine, toText } from '../policy/compile/compiled-table.ts';
import type { HostRules } from '../policy/host-rules.ts';
import type { HostAbility, RuleText } from './enforcement-port.ts';

/** What a host is to load, and how it reads. */
export interface CompiledHost {
  rules: RuleText;
  lines: readonly CompiledLine[];
  remarks: readonly string[];
}

/** Compiles what is wanted of a host to what it can carry out; nothing wanted is an empty text: no table of ours at all. */
export function compileHost(
  wanted: HostRules,
  ability: HostAbility['rules'],
  digest: (text: string) => string,
): CompiledHost {
  if (wanted.vms.length === 0) return { rules: { text: '', digest: digest('') }, lines: [], remarks: [] };
  const { lines, remarks } = compileRules(wanted, ability === 'bridge' ? 'bridge' : 'inet');
  // A simulated host takes rules as they are: it has no kernel to load them.
  const text = ability === 'simulated' ? `${JSON.stringify(withoutReasons(wanted))}\n` : toText(lines);
  return { rules: { text, digest: digest(text) }, lines, remarks };
}

/** What is wanted without why, in an order of its own: figures that move every second and the order of rows change no rule. */
function withoutReasons({ host, vms, sets, wants }: HostRules): HostRules {
  const byUuid = (one: { uuid: string }, other: { uuid: string }): number => (one.uuid < other.uuid ? -1 : 1);
  return {
    host,
    vms: vms.map((vm) => ({ ...vm, rules: vm.rules.map((rule) => ({ ...rule, origins: [] })) })).sort(byUuid),
    sets: sets.toSorted((one, other) => (one.id < other.id ? -1 : 1)),
    wants: wants.map((want) => ({ ...want, origins: [] })).sort(byUuid),
  };
}
