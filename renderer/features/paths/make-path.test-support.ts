import type { AttackPathView } from '../../../shared/contract/paths.ts';

/** Makes a path of the ids it leads over, over ssh, each step as likely as `chance`. */
export function makePath(ids: readonly string[], chance = 0.5, observed = true): AttackPathView {
  const steps = ids.slice(1).map((to, index) => ({
    from: ids[index] ?? '',
    fromName: `name of ${ids[index] ?? ''}`,
    to,
    toName: `name of ${to}`,
    service: 'ssh',
    port: 22,
    technique: { id: 'T1021.004', name: 'Remote Services: SSH', tactic: 'Lateral Movement' },
    probability: chance,
    needs: `the key for ssh 22 of ${to}`,
    observed,
  }));
  const target = ids.at(-1) ?? '';
  return {
    start: ids[0] ?? '',
    target,
    targetName: `name of ${target}`,
    probability: chance ** steps.length,
    steps,
  };
}
