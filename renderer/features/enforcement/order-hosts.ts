import type { Change } from '../../../shared/contract/enforcement.ts';

/** How much a host of a change needs somebody, the most first. */
const need: Record<Change['hosts'][number]['state'], number> = {
  failed: 0,
  unreachable: 1,
  reverting: 2,
  applying: 3,
  waiting: 4,
  reverted: 5,
  applied: 6,
  confirmed: 7,
};

/** Hosts of a change: failing ones first, then the slowest. */
export function orderHosts(hosts: Change['hosts']): Change['hosts'] {
  return hosts.toSorted((a, b) => need[a.state] - need[b.state] || b.took - a.took || (a.host < b.host ? -1 : 1));
}
