import type { PolicyAct } from '../../../shared/policy/policy.ts';
import type { PolicyWorld } from '../policy-world.ts';
import type { EffectiveRule } from './effective-rule.ts';
import type { PeerSets } from './peer-sets.ts';

const DNS = { protocols: [6, 17], ports: [{ from: 53, to: 53 }] } as const;
const ANY = { peer: { kind: 'any' }, protocols: [], ports: [] } as const;

/** Rules of acts that close a VM: what is left open is what management, forensics and asking for names need. */
export function isolationRules(
  act: PolicyAct,
  host: string,
  sets: PeerSets,
  world: PolicyWorld,
): Omit<EffectiveRule, 'id' | 'sources'>[] {
  if (act.type !== 'isolate' && act.type !== 'dns-only') return [];
  const closed = [
    // People of the house can still look at it from where hosts are managed.
    { direction: 'in', peer: sets.management(), protocols: [], ports: [], verdict: { type: 'accept' } },
    { direction: 'in', ...ANY, verdict: { type: 'drop' } },
    { direction: 'out', ...ANY, verdict: { type: 'drop' } },
  ] as const;
  if (act.type === 'isolate') {
    return [
      { direction: 'in', ...ANY, verdict: { type: 'capture' } },
      { direction: 'out', ...ANY, verdict: { type: 'capture' } },
      ...closed,
    ];
  }
  const own = world.protected.filter((each) => each.host === host && each.port === 53).map(({ cidr }) => cidr);
  const resolvers =
    act.resolvers.length > 0
      ? sets.addresses(act.resolvers)
      : own.length > 0
        ? sets.addresses(own)
        : sets.match({ zone: 'inside' });
  return [{ direction: 'out', peer: resolvers, ...DNS, verdict: { type: 'accept' } }, ...closed];
}
