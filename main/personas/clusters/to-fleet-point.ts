import type { Feature } from '../features.ts';
import type { Persona } from '../persona.ts';
import type { FleetBlock, FleetPoint } from './fleet-point.ts';
import { tellingFlows } from './telling-flows.ts';

/** Fewer {@link tellingFlows} than this tell nothing of what a machine is for. */
const LEAST_FLOWS = 20;
/** Fewer events than this tell nothing of what its programs do. */
const LEAST_EVENTS = 200;

const BREADTH: readonly Feature[] = [
  'manyClients',
  'manyWebPeers',
  'uploads',
  'downloads',
  'desktopChatter',
  'forwards',
];

/** What the agent tells of a VM: how often each system call and each kind of step of its processes was learned. */
export interface AgentMixture {
  syscalls: readonly (readonly [string, number])[];
  programs: readonly (readonly [string, number])[];
}

/** What a VM is compared with others by; null while too little was seen of it. */
export function toFleetPoint(
  id: string,
  { traits, profile }: Pick<Persona, 'traits' | 'profile'>,
  agent: AgentMixture = { syscalls: [], programs: [] },
): FleetPoint | null {
  const kinds = tellingFlows(profile);
  const blocks: FleetPoint['blocks'] = {};
  if (sumOf(kinds.values()) >= LEAST_FLOWS) {
    blocks.kinds = kinds;
    blocks.services = new Map(traits.services.map(({ kind, flows }) => [kind, flows]));
    blocks.breadth = new Map(BREADTH.map((feature) => [feature, traits.features[feature] ?? 0]));
  }
  for (const block of ['syscalls', 'programs'] as const satisfies readonly FleetBlock[]) {
    const counts = new Map(agent[block]);
    if (sumOf(counts.values()) >= LEAST_EVENTS) blocks[block] = counts;
  }
  return Object.keys(blocks).length === 0 ? null : { id, blocks, label: traits.label };
}

function sumOf(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}
