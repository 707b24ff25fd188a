// Simulated attacks over a fleet: 5,000 VMs and 50,000 ways.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { AttackEdge, AttackNode } from '../../main/detection/attack-paths/attack-graph.ts';
import { attackModelSchema } from '../../main/detection/attack-paths/read-model.ts';
import { simulateAttacks } from '../../main/detection/attack-paths/simulate-attacks.ts';
import { applicationRoot } from '../application-root.ts';

const VMS = 5000;
const WAYS = 50_000;

/** Prints how long paths to fifty confidential VMs take. */
export function benchPaths(): void {
  const model = attackModelSchema.parse(
    parse(readFileSync(join(applicationRoot(), 'resources', 'attack-vectors.yaml'), 'utf8')),
  );
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
  const nodes: AttackNode[] = Array.from({ length: VMS }, (_, index) => ({
    id: `vm-${index}`,
    name: `vm-${index}`,
    kind: index === 0 ? 'internet' : 'vm',
    role: '',
    sensitivity: index % 100 === 99 ? 'confidential' : 'internal',
    weaknesses: index % 37 === 5 ? [{ id: 'CVE-2024-3094', title: '', exploited: index % 2 === 0 }] : [],
  }));
  const ports = [22, 80, 443, 445, 3389, 5432, 6379, 8000, 53];
  const edges: AttackEdge[] = Array.from({ length: WAYS }, () => ({
    from: `vm-${random(VMS)}`,
    to: `vm-${random(VMS)}`,
    transport: 'tcp',
    port: ports[random(ports.length)] ?? 22,
    service: '',
    basis: random(3) === 0 ? 'reachable' : 'observed',
  }));
  const targets = nodes.filter(({ sensitivity }) => sensitivity === 'confidential').map(({ id }) => id);
  for (let round = 0; round < 3; round++) {
    const begun = performance.now();
    const { likeliest, cuts } = simulateAttacks(nodes, edges, ['vm-0', 'vm-17', 'vm-4242'], targets, model);
    const took = ((performance.now() - begun) / 1000).toFixed(3);
    console.log(
      `attack paths, ${VMS} VMs, ${WAYS} ways: ${took} s (target 1), ${likeliest.length} of ${targets.length} targets reached, ${cuts.length} cuts`,
    );
  }
}
