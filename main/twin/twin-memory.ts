import type { HabitSlot } from './habit-book.ts';

/** A kept state of a twin's models, without its bytes. */
export interface TwinVersion {
  /** From 1, per VM. */
  id: number;
  /** Microseconds since the epoch. */
  createdAt: number;
  /** What made it: `learned 6 h`, `accepted 2 windows`, `went back to v12`. */
  note: string;
  /** Events learned. */
  events: number;
  bytes: number;
}

/** Where twins are kept over the console's restarts: by the VM's UUID, over sessions and hosts. */
export interface TwinMemory {
  /** Whether it outlives the session: where not, saving what nobody will go on from is spared. */
  readonly outlives: boolean;
  /** The newest state, null for a VM that has none. */
  load(uuid: string): Uint8Array | null;
  save(uuid: string, state: Uint8Array): void;
  /** Newest first. */
  listVersions(uuid: string): TwinVersion[];
  /** Keeps a version and gives it its number; of old ones the newest 16 stay, fewer where memory is short. */
  addVersion(uuid: string, version: Omit<TwinVersion, 'id' | 'bytes'>, models: Uint8Array): TwinVersion;
  /** Models of a version, null where it is not kept. */
  loadVersion(uuid: string, id: number): Uint8Array | null;
  /** Keeps what a VM did within slots of time. */
  addSlots(uuid: string, slots: readonly HabitSlot[]): void;
  /** Slots that touch a window, oldest first. */
  listSlots(uuid: string, from: number, to: number): HabitSlot[];
}

/** Versions kept of a VM. */
export const MOST_VERSIONS = 16;
