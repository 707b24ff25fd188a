import { type HabitSlot, SLOTS } from './habit-book.ts';
import { MOST_VERSIONS, type TwinMemory, type TwinVersion } from './twin-memory.ts';

interface Kept {
  state: Uint8Array | null;
  versions: { version: TwinVersion; models: Uint8Array }[];
  slots: HabitSlot[];
  last: number;
}

/** A memory that ends with its session: of recordings and simulated fleets, which say nothing of a VM that is watched. */
export function createTransientMemory(): TwinMemory {
  const kept = new Map<string, Kept>();
  const of = (uuid: string): Kept => {
    const known = kept.get(uuid) ?? { state: null, versions: [], slots: [], last: 0 };
    kept.set(uuid, known);
    return known;
  };
  return {
    load: (uuid) => kept.get(uuid)?.state ?? null,
    save: (uuid, state) => {
      of(uuid).state = state;
    },
    listVersions: (uuid) => (kept.get(uuid)?.versions ?? []).map(({ version }) => version).toReversed(),
    addVersion: (uuid, version, models) => {
      const vm = of(uuid);
      const numbered = { ...version, id: ++vm.last, bytes: models.length };
      vm.versions.push({ version: numbered, models });
      vm.versions.splice(0, vm.versions.length - MOST_VERSIONS);
      return numbered;
    },
    loadVersion: (uuid, id) => kept.get(uuid)?.versions.find(({ version }) => version.id === id)?.models ?? null,
    addSlots: (uuid, slots) => {
      const vm = of(uuid);
      vm.slots.push(...slots);
      vm.slots.splice(0, vm.slots.length - SLOTS[0].kept / SLOTS[0].length);
    },
    listSlots: (uuid, from, to) =>
      (kept.get(uuid)?.slots ?? []).filter((slot) => slot.from < to && slot.from + slot.length > from),
  };
}
