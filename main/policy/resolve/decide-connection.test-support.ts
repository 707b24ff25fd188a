import type { AddressSet, VmRules } from '../host-rules.ts';
import { meetRanges, rangesOf } from './address-ranges.ts';

/** A connection of a VM, by its other end. */
export interface TriedConnection {
  direction: 'in' | 'out';
  peer: string;
  protocol: number;
  port: number;
}

/** What rules make of a connection, read word by word. */
export function decideConnection(
  vm: VmRules,
  sets: readonly AddressSet[],
  connection: TriedConnection,
): 'accept' | 'drop' {
  for (const rule of vm.rules) {
    if (rule.direction !== connection.direction) continue;
    if (rule.protocols.length > 0 && !rule.protocols.includes(connection.protocol)) continue;
    const { port, protocol } = connection;
    if (rule.ports.length > 0 && protocol !== 6 && protocol !== 17) continue;
    if (rule.ports.length > 0 && !rule.ports.some(({ from, to }) => port >= from && port <= to)) continue;
    if (rule.peer.kind === 'set') {
      const { set: id, not } = rule.peer;
      const cidrs = sets.find((set) => set.id === id)?.cidrs;
      if (cidrs === undefined) throw new Error(`no set ${id}`);
      const { v4, v6 } = meetRanges(rangesOf(cidrs), rangesOf([connection.peer]));
      if (v4.length + v6.length > 0 === not) continue;
    }
    const { type } = rule.verdict;
    if (type === 'accept' || type === 'redirect') return 'accept';
    if (type === 'drop' || type === 'reject') return 'drop';
  }
  return vm.otherwise[connection.direction];
}
