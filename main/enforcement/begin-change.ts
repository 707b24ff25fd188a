import type { Change, Plan } from '../../shared/contract/enforcement.ts';

/** What a change begins with; times are milliseconds. */
interface Beginning {
  id: string;
  plan: Plan;
  by: string;
  reason: string;
  at: number;
  endsAt: number | null;
  /** Number of its entry in the audit log. */
  audit: number;
}

/** A change that is about to be carried out: hosts that refuse it have failed already. */
export function beginChange({ id, plan, by, reason, at, endsAt, audit }: Beginning): Change {
  return {
    id,
    title: plan.title,
    policies: plan.policies,
    by,
    reason,
    at: at * 1000,
    state: 'applying',
    deadline: null,
    endsAt: endsAt === null ? null : endsAt * 1000,
    hosts: plan.hosts.map(({ host, hostName, vms, keeps, refusals }) => ({
      host,
      hostName,
      vms,
      state: refusals.length > 0 ? 'failed' : 'applying',
      took: 0,
      equal: 0,
      of: 0,
      keeps,
      revertsAt: null,
      failure: refusals.join(' '),
    })),
    audit,
    automatic: false,
    watched: null,
    effect: [],
    denied: [],
  };
}
