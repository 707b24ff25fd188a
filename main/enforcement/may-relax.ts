import type { PolicyShelf } from './policy-shelf.ts';

/**
 * Whether automation may take back what these policies did where it harms: all of them let it act by themselves, and none is there against an
 * attack, whose victim would harm its own figures to be let go.
 */
export function mayRelax(policies: readonly string[], shelf: PolicyShelf): boolean {
  const enforced = new Map(shelf.enforced().map(({ policy }) => [policy.name, policy]));
  return (
    policies.length > 0 &&
    policies.every((name) => {
      const policy = enforced.get(name);
      return policy?.automation === 'enforce' && (policy.tier === 'segmentation' || policy.tier === 'baseline');
    })
  );
}
