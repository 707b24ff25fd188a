/**
 * What VMs are compared by, and how much each weighs. `kinds` and `services`: flows by class and by name of the service, offered
 * and used apart; `breadth`: how many peers, how much, 0 to 1 each; `syscalls` and `programs`: what the agent tells.
 */
export const FLEET_BLOCKS = { kinds: 1, services: 0.5, breadth: 0.5, syscalls: 1, programs: 1 } as const;
/** See {@link FLEET_BLOCKS}. */
export type FleetBlock = keyof typeof FLEET_BLOCKS;

/** A VM as clustering sees it. */
export interface FleetPoint {
  id: string;
  /** Counts by word (for `breadth`: values of 0 to 1); a block that is absent says nothing, and is left out of comparisons. */
  blocks: Partial<Record<FleetBlock, ReadonlyMap<string, number>>>;
  /** Label that fits it, '' where none does. */
  label: string;
}
