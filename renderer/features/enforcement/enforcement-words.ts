import type { Change, Enforcement, Plan } from '../../../shared/contract/enforcement.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatClock } from '../../ui/format-time.ts';

type HostChange = Change['hosts'][number];

/** `1 VM`, `4 VMs`. */
export function tellVms(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'VM' : 'VMs'}`;
}

/** `1 host`, `2 hosts`. */
export function tellHosts(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'host' : 'hosts'}`;
}

/** What is in force, for the top bar: one short sentence. `live`: hosts are watched, not a file read. */
export function tellInForce(enforcement: Enforcement | undefined, live: boolean): string {
  if (!live) return 'Offline, nothing is enforced';
  const policies = enforcement?.enforcing.length ?? 0;
  const isolated = enforcement?.isolated.length ?? 0;
  const parts = [
    policies === 0 ? '' : `Enforcing ${formatCount(policies)} ${policies === 1 ? 'policy' : 'policies'}`,
    isolated === 0 ? '' : `${formatCount(isolated)} isolated`,
  ].filter((part) => part !== '');
  if (parts.length > 0) return `${parts.join(', ')}${enforcement?.paused === true ? ', automation paused' : ''}`;
  const permitted = enforcement?.hosts.some((host) => host.permitted) === true;
  return permitted ? 'Nothing is enforced' : 'Read only, nothing is enforced';
}

/** The question of a change that waits, or what became of it. */
export function tellChange(change: Change): string {
  const hosts = tellHosts(change.hosts.length);
  switch (change.state) {
    case 'applying':
      return `Applying on ${hosts}`;
    case 'pending': {
      const applied = change.hosts.filter(({ state }) => state === 'applied' || state === 'confirmed').length;
      return applied === change.hosts.length
        ? `Applied on ${hosts}. Keep it?`
        : `Applied on ${formatCount(applied)} of ${hosts}. Keep it?`;
    }
    case 'confirmed':
      return change.automatic ? `In force on ${hosts}` : `Kept on ${hosts}`;
    case 'reverted':
      return `Taken back on ${hosts}`;
    case 'failed':
      return 'It could not be applied';
  }
}

/** To what hosts go back without an answer: a version before, or nothing. */
export function tellBefore(policies: Change['policies']): string {
  const [policy, ...others] = policies;
  if (policy === undefined || others.length > 0) return 'what was in force before';
  return policy.before === null
    ? `being without ${policy.name}`
    : `version ${formatCount(policy.before)} of ${policy.name}`;
}

/** The button that keeps a change: it names what is kept. */
export function tellKeep(policies: Change['policies']): string {
  const [policy, ...others] = policies;
  if (policy === undefined) return 'Keep it';
  if (others.length > 0) return `Keep ${formatCount(policies.length)} policies`;
  return policy.version === null ? `Keep it without ${policy.name}` : `Keep version ${formatCount(policy.version)}`;
}

/** What was read back from a host. */
export function tellReadBack({ state, equal, of, failure }: HostChange): string {
  if (state === 'failed') return failure === '' ? 'failed' : failure;
  if (state === 'waiting' || state === 'applying') return 'not yet';
  return equal === of
    ? `equal, ${formatCount(equal)} of ${formatCount(of)}`
    : `${formatCount(equal)} of ${formatCount(of)} as wanted`;
}

/** What a host does about the change next. `now`: microseconds. */
export function tellTimer({ state, revertsAt }: HostChange, now: number): string {
  if (state === 'confirmed') return 'stopped';
  if (state === 'reverted') return 'went back';
  if (revertsAt === null) return state === 'failed' ? 'nothing to take back' : 'none';
  if (state === 'unreachable') return `reverts by itself at ${formatClock(revertsAt)}`;
  return `${formatCount(Math.max(0, Math.ceil((revertsAt - now) / 1e6)))} s`;
}

/** With what a host carries rules out, and why no better. */
export function tellRules({ rules, why }: { rules: string; why: string }): string {
  const words: Record<string, string> = {
    inet: 'nftables with connection tracking',
    bridge: 'nftables in the bridge, without connection tracking',
    nwfilter: 'libvirt’s nwfilter',
    simulated: 'simulated',
    none: 'no way to carry rules out',
  };
  const word = words[rules] ?? rules;
  return why === '' ? word : `${word}: ${why}`;
}

/** Everything for which a plan may not be applied, hosts by name. */
export function listRefusals(plan: Plan): string[] {
  return [
    ...plan.refusals,
    ...plan.hosts.flatMap(({ hostName, refusals }) => refusals.map((refusal) => `${hostName}: ${refusal}`)),
  ];
}
