import type { ConcreteRule, HostRules, VmRules, VmWants } from '../policy/host-rules.ts';
import type { PolicyVm } from '../policy/policy-world.ts';

/**
 * Makes of limits of a VM's network packet rules: they are loaded and taken back with the others, in one transaction, and need of a host's kernel
 * nothing that its rules do not need (libvirt's own limits want traffic shaping, and leave one direction behind where half of it is missing).
 */
export function bandwidthAsRules(wanted: HostRules, vms: readonly PolicyVm[]): HostRules {
  const limited = wanted.wants.filter((want) => typeof want.bandwidth === 'number');
  if (limited.length === 0) return { ...wanted, wants: wanted.wants.map(withoutBandwidth) };
  const ruled = new Map(wanted.vms.map((vm) => [vm.uuid, vm]));
  for (const want of limited) {
    const vm = ruled.get(want.uuid) ?? bare(vms.find(({ uuid }) => uuid === want.uuid));
    if (vm !== null) ruled.set(want.uuid, { ...vm, rules: [...limitsOf(want), ...vm.rules] });
  }
  return { ...wanted, vms: [...ruled.values()], wants: wanted.wants.map(withoutBandwidth) };
}

function limitsOf({ bandwidth, origins }: VmWants): ConcreteRule[] {
  return (['in', 'out'] as const).map((direction) => ({
    id: `bandwidth_${direction}`,
    direction,
    peer: { kind: 'any' },
    protocols: [],
    ports: [],
    verdict: { type: 'limit', rate: bandwidth ?? 0 },
    origins,
  }));
}

function bare(vm: PolicyVm | undefined): VmRules | null {
  if (vm === undefined) return null;
  return {
    uuid: vm.uuid,
    taps: vm.interfaces.map(({ tap }) => tap).filter((tap) => tap !== ''),
    macs: vm.interfaces.map(({ mac }) => mac),
    addresses: vm.addresses,
    rules: [],
    otherwise: { in: 'accept', out: 'accept' },
  };
}

function withoutBandwidth(want: VmWants): VmWants {
  const rest = { ...want };
  delete rest.bandwidth;
  return rest;
}
