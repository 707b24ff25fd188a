import { orientFlow } from '../detection/flow-outcome.ts';
import { MachineTable } from '../detection/machine-table.ts';
import type { Flow } from '../telemetry/flow.ts';
import type { Finding } from '../telemetry/finding.ts';
import type { Observation } from '../telemetry/observation.ts';
import { acceptWindows, countUndecided, rejectWindows } from './decide-windows.ts';
import { diffHabits, type HabitSentence } from './diff-habits.ts';
import type { HabitSlot } from './habit-book.ts';
import { Twin, type TwinMode } from './twin.ts';
import type { TwinMemory, TwinVersion } from './twin-memory.ts';
import { packBaselines } from './packed-baselines.ts';
import { spreadOf } from './spread-of.ts';
import { StoryRoom } from './story-room.ts';
import { readModels, writeModels } from './twin-models.ts';
import { TWIN_SETTINGS, type TwinSettings } from './twin-settings.ts';
import { baselineOf, readTwin, writeTwin } from './twin-state.ts';

/** VMs that have a twin. */
const MOST_TWINS = 5000;
/** Time between two savings of a twin, microseconds; one without an agent learns little. */
const SAVE_EVERY = 45e6;
const SAVE_QUIET = 300e6;
/** Time over which the twins of a fleet that began together spread their versions, microseconds. */
const VERSIONS_SPREAD = 600e6;

/** What a book of twins is given. */
export interface TwinBookParts {
  memory: TwinMemory;
  /** Hears of departures, also of those that were accepted. */
  tell: (finding: Finding) => void;
  settings?: Partial<TwinSettings>;
  /** Milliseconds of a clock that never steps: bounds how long {@link TwinBook.rest} works. */
  clock?: () => number;
}

interface Kept {
  twin: Twin;
  nextSave: number;
  savedVersion: number;
  nextVersion: number;
  versionEvents: number;
  /** Version in use, 0 before the first. */
  inUse: number;
}

/** The twins of all VMs of a session. Takes observations in their order, tells findings, answers what people ask and decide. */
export class TwinBook {
  readonly #parts: TwinBookParts;
  readonly #settings: TwinSettings;
  readonly #machines = new MachineTable();
  readonly #twins = new Map<string, Kept>();
  readonly #room = new StoryRoom();
  #saving = this.#twins.values();

  constructor(parts: TwinBookParts) {
    this.#parts = parts;
    this.#settings = { ...TWIN_SETTINGS, ...parts.settings };
  }

  observe(observation: Observation): void {
    switch (observation.kind) {
      case 'machine': {
        this.#machines.take(observation.facts, observation.time);
        const kept = this.#obtain(observation.facts.uuid);
        if (kept !== undefined) kept.twin.facts = observation.facts;
        return;
      }
      case 'machine-forgotten': {
        const kept = this.#twins.get(observation.uuid);
        if (kept !== undefined) this.#save(kept);
        this.#twins.delete(observation.uuid);
        this.#room.holders = this.#twins.size;
        this.#machines.forget(observation.uuid);
        return;
      }
      case 'agent': {
        const kept = this.#obtain(observation.uuid);
        kept?.twin.takeAgent(observation.record, observation.time);
        this.#tell(kept);
        return;
      }
      case 'rates': {
        const kept = this.#twins.get(observation.row.uuid);
        kept?.twin.takeRates(observation.row);
        this.#tell(kept);
        return;
      }
      case 'flow':
        // Without VMs nobody has a twin: then no flow needs to be made of its bytes.
        if (observation.final && this.#machines.machines.size > 0) this.#takeFlow(orientFlow(observation.flow));
        return;
      default:
    }
  }

  /** The twin of a VM, undefined where none is known. */
  twin(uuid: string): Twin | undefined {
    return this.#twins.get(uuid)?.twin;
  }

  /** All that weighs now: for a judge that begins anew. */
  findings(): Finding[] {
    return [...this.#twins.values()].flatMap(({ twin }) => twin.stories.listFindings());
  }

  /** Kept versions of a VM, newest first. */
  versions(uuid: string): (TwinVersion & { inUse: boolean })[] {
    const inUse = this.#twins.get(uuid)?.inUse ?? 0;
    return this.#parts.memory.listVersions(uuid).map((version) => ({ ...version, inUse: version.id === inUse }));
  }

  /** Lets windows in, or keeps them out for good. @returns the version in use then, 0 for none; null where there was nothing to decide */
  decide(uuid: string, windows: readonly string[], decision: 'accept' | 'reject'): number | null {
    const kept = this.#twins.get(uuid);
    if (kept === undefined) return null;
    const { twin } = kept;
    if (decision === 'accept') {
      // What stood before can be gone back to.
      if (countUndecided(twin, windows) === 0) return null;
      this.#keepVersion(kept, 'before windows were accepted');
      const accepted = acceptWindows(twin, windows);
      this.#keepVersion(kept, `accepted ${accepted} ${accepted === 1 ? 'window' : 'windows'}`);
    } else if (rejectWindows(twin, windows) === 0) return null;
    this.#tell(kept);
    this.#save(kept);
    return kept.inUse;
  }

  setMode(uuid: string, mode: TwinMode): boolean {
    const kept = this.#twins.get(uuid);
    kept?.twin.setMode(mode);
    this.#save(kept);
    return kept !== undefined;
  }

  /** @param perWeek alerts of one VM in a week that are accepted as false */
  setBudget(uuid: string, perWeek: number): boolean {
    const kept = this.#twins.get(uuid);
    if (kept === undefined) return false;
    kept.twin.budget.perWeek = perWeek;
    kept.twin.version++;
    this.#save(kept);
    return true;
  }

  /** Goes on with a kept version. @returns whether there is such a one */
  useVersion(uuid: string, id: number): boolean {
    const kept = this.#twins.get(uuid);
    const models = this.#parts.memory.loadVersion(uuid, id);
    if (kept === undefined || models === null) return false;
    this.#keepVersion(kept, 'before going back');
    readModels(kept.twin, models);
    kept.twin.reanchor();
    kept.inUse = id;
    kept.versionEvents = eventsOf(kept.twin);
    kept.twin.version++;
    this.#save(kept);
    return true;
  }

  /** Begins or ends a guided run under a known workload: while it lasts, the VM learns. */
  profile(uuid: string, action: 'begin' | 'end', workload: string): boolean {
    const kept = this.#twins.get(uuid);
    if (kept === undefined) return false;
    const { twin } = kept;
    if (action === 'begin') {
      twin.profile = { workload, from: twin.now, to: null };
      twin.setMode('learn');
    } else if (twin.profile !== null && twin.profile.to === null) {
      twin.profile.to = twin.now;
      this.#keepVersion(kept, `profiled under ${twin.profile.workload}`);
      if ((['syscalls', 'processes', 'flows'] as const).some((channel) => twin.isRipe(channel))) twin.setMode('watch');
    }
    twin.version++;
    this.#save(kept);
    return true;
  }

  /** How what a VM did before a time differs from what it did from there until another, in words. */
  diff(uuid: string, from: number, to: number): HabitSentence[] {
    const { memory } = this.#parts;
    const habits = this.#twins.get(uuid)?.twin.habits;
    const current = habits?.current ?? null;
    const newest = [...(habits?.waiting ?? []), ...(current === null ? [] : [current])];
    const slots = [...memory.listSlots(uuid, 0, to), ...newest.filter((slot) => slot.from < to)];
    const isBefore = (slot: HabitSlot): boolean => slot.from + slot.length / 2 <= from;
    return diffHabits(
      slots.filter(isBefore),
      slots.filter((slot) => !isBefore(slot)),
    );
  }

  /** Saves twins that are due, for some milliseconds at most: called between other work. */
  rest(milliseconds = 8): void {
    const clock = this.#parts.clock ?? (() => 0);
    const until = clock() + milliseconds;
    for (let looked = 0; looked < this.#twins.size; looked++) {
      const kept = this.#nextToSave();
      if (kept === undefined) return;
      const { twin } = kept;
      if (twin.now < kept.nextSave || twin.version === kept.savedVersion) continue;
      if (this.#parts.memory.outlives) this.#save(kept);
      else this.#saveSlots(kept);
      if (clock() >= until) return;
    }
  }

  /**
   * What the twins know now, for a recording that begins here; null where nothing was learned. Of a fleet that does not fit
   * into so many milliseconds the rest is told as it was saved last, some minutes ago at most.
   */
  writeBaselines(milliseconds = 250): Uint8Array | null {
    const clock = this.#parts.clock ?? (() => 0);
    const until = clock() + milliseconds;
    const baselines = new Map<string, Uint8Array>();
    for (const [uuid, { twin }] of this.#twins) {
      if (eventsOf(twin) + twin.resources.levels.rows === 0) continue;
      const state = clock() <= until ? writeTwin(twin) : this.#parts.memory.load(uuid);
      const baseline = state === null ? null : baselineOf(state);
      if (baseline !== null) baselines.set(uuid, baseline);
    }
    return baselines.size === 0 ? null : packBaselines(baselines);
  }

  /** One twin after the other, round and round: where time is short, the last ones have their turn too. */
  #nextToSave(): Kept | undefined {
    const next = this.#saving.next();
    if (next.done !== true) return next.value;
    this.#saving = this.#twins.values();
    return this.#saving.next().value;
  }

  /** Saves all that somebody may go on from: nothing more is told. */
  close(): void {
    if (!this.#parts.memory.outlives) return;
    for (const kept of this.#twins.values()) if (kept.twin.version !== kept.savedVersion) this.#save(kept);
  }

  #takeFlow(flow: Flow): void {
    const client = this.#machines.ownerOf(flow.src, flow.srcMac === '' ? [] : [flow.srcMac]);
    const server = this.#machines.ownerOf(flow.dst, flow.dstMac === '' ? [] : [flow.dstMac]);
    for (const [uuid, side] of [
      [client, 'client'],
      [server, 'server'],
    ] as const) {
      const kept = uuid === undefined ? undefined : this.#twins.get(uuid);
      kept?.twin.takeFlow(flow, side);
      this.#tell(kept);
    }
  }

  #obtain(uuid: string): Kept | undefined {
    const known = this.#twins.get(uuid);
    if (known !== undefined || this.#twins.size >= MOST_TWINS) return known;
    const twin = this.#begin(uuid);
    const kept = { twin, nextSave: 0, savedVersion: 0, nextVersion: 0, versionEvents: eventsOf(twin), inUse: 0 };
    kept.inUse = this.#parts.memory.listVersions(uuid)[0]?.id ?? 0;
    this.#twins.set(uuid, kept);
    this.#room.holders = this.#twins.size;
    for (const finding of twin.stories.listFindings()) this.#parts.tell(finding);
    return kept;
  }

  #begin(uuid: string): Twin {
    const twin = new Twin(uuid, this.#settings, this.#room);
    const state = this.#parts.memory.load(uuid);
    if (state === null) return twin;
    try {
      readTwin(twin, state);
      return twin;
    } catch {
      // A state that cannot be read is no reason not to watch: the VM learns anew.
      return new Twin(uuid, this.#settings, this.#room);
    }
  }

  #tell(kept: Kept | undefined): void {
    if (kept === undefined) return;
    const { twin } = kept;
    for (const finding of twin.stories.takeFindings()) this.#parts.tell(finding);
    if (twin.now < kept.nextVersion) return;
    const { versionSpan } = this.#settings;
    const learned = eventsOf(twin) - kept.versionEvents;
    if (kept.nextVersion > 0 && learned > 0) this.#keepVersion(kept, `learned ${Math.round(versionSpan / 3600e6)} h`);
    const spread = kept.nextVersion === 0 ? spreadOf(twin.uuid) * VERSIONS_SPREAD : 0;
    kept.nextVersion = twin.now + versionSpan + spread;
  }

  #keepVersion(kept: Kept, note: string): void {
    const { twin } = kept;
    const events = eventsOf(twin);
    const version = { createdAt: twin.now, note, events };
    kept.inUse = this.#parts.memory.addVersion(twin.uuid, version, writeModels(twin)).id;
    kept.versionEvents = events;
  }

  #save(kept: Kept | undefined): void {
    if (kept === undefined) return;
    this.#saveSlots(kept);
    this.#parts.memory.save(kept.twin.uuid, writeTwin(kept.twin));
  }

  #saveSlots(kept: Kept): void {
    const { twin } = kept;
    const slots = twin.habits.takeDone();
    if (slots.length > 0) this.#parts.memory.addSlots(twin.uuid, slots);
    kept.savedVersion = twin.version;
    kept.nextSave = twin.now + (twin.agent.lastHeard === null ? SAVE_QUIET : SAVE_EVERY);
  }
}

/** Events learned over all channels. */
function eventsOf(twin: Twin): number {
  return twin.tracks.syscalls.events + twin.tracks.processes.events + twin.tracks.flows.events;
}
