import { type HabitSlot, joinSlots, SLOTS } from './habit-book.ts';
import { MOST_VERSIONS, type TwinMemory, type TwinVersion } from './twin-memory.ts';
import { baselineOf } from './twin-state.ts';

/** Slots of the finest length that are kept of a VM, and for how long the hours are that older ones become, microseconds. */
const MOST_FINE = 18;
const HOURS_KEPT = 86_400e6;
/** Versions that are kept whatever they take, and bytes that those of a VM, and of all VMs, may take together. */
const LEAST_VERSIONS = 2;
const MOST_BYTES = 32 * 1024;
const ALL_BYTES = 8 * 2 ** 20;

/** A slot with its words as JSON: objects of many different words take ten times as much. */
interface PackedSlot {
  from: number;
  length: number;
  words: string;
}

interface Kept {
  state: Uint8Array | null;
  versions: { version: TwinVersion; models: Uint8Array }[];
  /** Oldest first: hours, then slots of the finest length. */
  slots: PackedSlot[];
  last: number;
}

/**
 * A memory that ends with its session: of recordings and simulated fleets, which say nothing of a VM that is watched. Bounded.
 * @param known what was known of VMs before it began, whoever wrote that; what was found is passed over
 */
export function createTransientMemory(known: ReadonlyMap<string, Uint8Array> = new Map()): TwinMemory {
  const kept = new Map<string, Kept>();
  const of = (uuid: string): Kept => {
    const known = kept.get(uuid) ?? { state: null, versions: [], slots: [], last: 0 };
    kept.set(uuid, known);
    return known;
  };
  return {
    outlives: false,
    load: (uuid) => {
      const own = kept.get(uuid)?.state;
      if (own != null) return own;
      const before = known.get(uuid);
      return before === undefined ? null : baselineOf(before);
    },
    save: (uuid, state) => {
      of(uuid).state = state;
    },
    listVersions: (uuid) => (kept.get(uuid)?.versions ?? []).map(({ version }) => version).toReversed(),
    addVersion: (uuid, version, models) => {
      const vm = of(uuid);
      const numbered = { ...version, id: ++vm.last, bytes: models.length };
      vm.versions.push({ version: numbered, models });
      let bytes = vm.versions.reduce((sum, { models: { length } }) => sum + length, 0);
      const room = Math.min(MOST_BYTES, ALL_BYTES / kept.size);
      while (vm.versions.length > (bytes > room ? LEAST_VERSIONS : MOST_VERSIONS))
        bytes -= vm.versions.shift()?.models.length ?? 0;
      return numbered;
    },
    loadVersion: (uuid, id) => kept.get(uuid)?.versions.find(({ version }) => version.id === id)?.models ?? null,
    addSlots: (uuid, slots) => {
      const vm = of(uuid);
      vm.slots.push(...slots.map(pack));
      vm.slots = shorten(vm.slots);
    },
    listSlots: (uuid, from, to) =>
      (kept.get(uuid)?.slots ?? []).filter((slot) => slot.from < to && slot.from + slot.length > from).map(unpack),
  };
}

function pack({ from, length, words }: HabitSlot): PackedSlot {
  return { from, length, words: JSON.stringify(words) };
}

function unpack({ from, length, words }: PackedSlot): HabitSlot {
  return { from, length, words: JSON.parse(words) as HabitSlot['words'] };
}

/** Joins the oldest fine slots to hours, whole hours at once, and lets go of hours that are too old. */
function shorten(slots: PackedSlot[]): PackedSlot[] {
  const fine = SLOTS[0].length;
  const hour = SLOTS[1].length;
  const newest = slots.at(-1)?.from ?? 0;
  const hours = slots.filter(({ length, from }) => length > fine && newest - from < HOURS_KEPT);
  const rest = slots.filter(({ length }) => length <= fine);
  while (rest.length > MOST_FINE) {
    const start = Math.floor((rest[0]?.from ?? 0) / hour) * hour;
    const inside = rest.findIndex(({ from }) => from >= start + hour);
    const old = rest.splice(0, inside < 0 ? rest.length : inside);
    hours.push(pack(joinSlots(start, hour, old.map(unpack))));
  }
  return [...hours, ...rest];
}
