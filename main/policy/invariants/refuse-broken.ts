import type { HostRules } from '../host-rules.ts';
import type { PolicyWorld } from '../policy-world.ts';
import type { PlacedPolicy } from '../resolve/candidate.ts';
import { proveInvariants } from './prove-invariants.ts';
import { tellProof } from './tell-proof.ts';

/** A sentence for each invariant of the policies that rules would break, with a packet that shows it. */
export function refuseBroken(
  wanted: readonly HostRules[],
  world: PolicyWorld,
  policies: readonly PlacedPolicy[],
): string[] {
  const names = new Map(world.vms.map(({ uuid, name }) => [uuid, name]));
  const all = policies.flatMap(({ policy }) => policy.invariants.map((invariant) => ({ policy, invariant })));
  const proofs = proveInvariants(
    all.map(({ invariant }) => invariant),
    wanted,
    world,
  );
  return proofs.flatMap((proof, at) => {
    const { text, line, holds, counterexample, rule } = tellProof(proof, (uuid) => names.get(uuid) ?? uuid);
    const policy = all[at]?.policy.name ?? '';
    return holds ? [] : [`“${text}” (${policy}, line ${line}) would not hold: ${counterexample}; ${rule}.`];
  });
}
