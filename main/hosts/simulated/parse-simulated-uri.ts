/** What a simulated host is made of. */
export interface SimulationPlan {
  vms: number;
  seed: number;
  /** How many times faster its day passes: at 60 a day takes 24 minutes, and events come as much more often. */
  speed: number;
  /** Whether some VMs misbehave now and then. */
  incidents: boolean;
  /** Whether an agent speaks from each VM. */
  agents: boolean;
}

/** Most VMs of one simulated host. */
const MOST_VMS = 10_000;
/** Agents speak from fleets up to this size where the URI does not say. */
const FEW_VMS = 200;

/** Reads `simulated:///?vms=1000&seed=7&speed=1&incidents=on&agents=on`; answers with a sentence where it cannot. */
export function parseSimulatedUri(uri: string): SimulationPlan | { problem: string } {
  if (!URL.canParse(uri)) return { problem: 'This is not a URI.' };
  const url = new URL(uri);
  if (url.protocol !== 'simulated:') return { problem: 'A simulated host starts with simulated:///.' };
  const plan: SimulationPlan = { vms: 200, seed: 7, speed: 1, incidents: true, agents: true };
  let agents: boolean | null = null;
  for (const [key, text] of url.searchParams) {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (key === 'vms' && value >= 1 && value <= MOST_VMS) plan.vms = value;
    else if (key === 'seed' && value >= 0) plan.seed = value;
    else if (key === 'speed' && value >= 1 && value <= 10_000) plan.speed = value;
    else if (key === 'incidents' && (text === 'on' || text === 'off')) plan.incidents = text === 'on';
    else if (key === 'agents' && (text === 'on' || text === 'off')) agents = text === 'on';
    else return { problem: explain(key) };
  }
  plan.agents = agents ?? plan.vms <= FEW_VMS;
  return plan;
}

function explain(key: string): string {
  switch (key) {
    case 'vms':
      return `vms is a number from 1 to ${MOST_VMS}.`;
    case 'seed':
      return 'seed is a number of at most nine digits.';
    case 'speed':
      return 'speed is a number from 1 to 10000.';
    case 'incidents':
      return 'incidents is on or off.';
    case 'agents':
      return 'agents is on or off.';
    default:
      return 'A simulated host knows vms, seed, speed, incidents and agents, nothing else.';
  }
}
