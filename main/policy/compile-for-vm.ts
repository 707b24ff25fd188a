import { compileRules } from './compile/compile-rules.ts';
import type { CompiledLine } from './compile/compiled-table.ts';
import { tellWants } from './compile/tell-wants.ts';
import { writeNwfilter } from './compile/write-nwfilter.ts';
import type { HostRules } from './host-rules.ts';

/** What one VM's rules are compiled to, in each of the three languages; empty where there are none. */
export interface CompiledVm {
  nftables: readonly CompiledLine[];
  nwfilter: readonly CompiledLine[];
  libvirt: readonly CompiledLine[];
}

/** Device that stands for that of a VM that is off, or of which no host tells. */
const ANY_TAP = 'vnet0';
/** Longest line that is shown: a large set is told by its beginning. */
const LONGEST = 600;

/** Compiles the rules of one VM alone. */
export function compileForVm(hosts: readonly HostRules[], uuid: string, rules: 'inet' | 'bridge'): CompiledVm {
  const host = hosts.find(({ vms }) => vms.some((vm) => vm.uuid === uuid));
  const vm = host?.vms.find((each) => each.uuid === uuid);
  const wants = hosts.flatMap((each) => each.wants).filter((each) => each.uuid === uuid);
  const libvirt = wants.flatMap(tellWants);
  if (host === undefined || vm === undefined) return { nftables: [], nwfilter: [], libvirt };
  const shown = vm.taps.length > 0 ? vm : { ...vm, taps: [ANY_TAP] };
  const { lines } = compileRules({ ...host, vms: [shown], wants: [] }, rules);
  return {
    nftables: lines.map(shorten),
    nwfilter: writeNwfilter(shown, host.sets).lines.map(shorten),
    libvirt,
  };
}

function shorten(line: CompiledLine): CompiledLine {
  return line.text.length <= LONGEST ? line : { ...line, text: `${line.text.slice(0, LONGEST)} …` };
}
