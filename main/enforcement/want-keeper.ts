import { z } from 'zod';
import type { VmWants } from '../policy/host-rules.ts';
import type { EnforcementPort } from './enforcement-port.ts';

const amount = z.number().nullable().optional();
const wantSchema = z.object({
  cpu: amount,
  memory: amount,
  diskIops: amount,
  bandwidth: amount,
  suspended: z.boolean().optional(),
  terminated: z.boolean().optional(),
  snapshot: z.string().optional(),
});
type Want = z.infer<typeof wantSchema>;
const broughtSchema = z.array(z.object({ uuid: z.string(), want: wantSchema, before: wantSchema }));
/** What can be taken back; a snapshot stays and a VM that was ended is started by a person. */
const lasting = ['cpu', 'memory', 'diskIops', 'bandwidth', 'suspended'] as const;
const once = ['snapshot', 'terminated'] as const;

/** Where it is kept over restarts. */
export interface WantMemory {
  getSetting(name: string): string;
  putSetting(name: string, value: string): void;
}

/** What came of bringing VMs to what is wanted: a line each. */
export interface Brought {
  done: string[];
  failed: string[];
}

/** What was brought about with VMs of a host, and how they were before, so that it can be undone: also by the next console. */
export class WantKeeper {
  readonly #port: EnforcementPort;
  readonly #memory: WantMemory;
  readonly #brought = new Map<string, { want: Want; before: Want }>();

  constructor(port: EnforcementPort, memory: WantMemory) {
    this.#port = port;
    this.#memory = memory;
    const kept = memory.getSetting(this.#key);
    if (kept === '') return;
    for (const { uuid, want, before } of broughtSchema.parse(JSON.parse(kept)))
      this.#brought.set(uuid, { want, before });
  }

  /** What differs from what was brought about, in words: `limits 4d69… to 0.5 of a CPU`. */
  plan(wants: readonly VmWants[], nameOf: (uuid: string) => string): string[] {
    return this.#steps(wants).map(
      ({ uuid, change, undo }) => `${nameOf(uuid)}: ${say(change)}${undo ? ', as it was' : ''}`,
    );
  }

  /** Brings VMs to what is wanted of them, and those of which nothing is wanted any more back to what they were. */
  async bring(wants: readonly VmWants[], nameOf: (uuid: string) => string, signal: AbortSignal): Promise<Brought> {
    const outcome: Brought = { done: [], failed: [] };
    for (const { uuid, change, undo } of this.#steps(wants)) {
      // What was wanted is kept before it is done: what is interrupted is undone too.
      const brought = await this.#port.bring(
        { uuid, ...(change as Omit<VmWants, 'uuid' | 'origins'>), origins: [] },
        signal,
      );
      const line = `${nameOf(uuid)}: ${say(change)}${undo ? ', as it was' : ''}`;
      if (!brought.ok) {
        outcome.failed.push(`${line}: ${brought.why}`);
        continue;
      }
      outcome.done.push(line);
      this.#note(uuid, change, wantSchema.parse(brought.value), undo);
    }
    return outcome;
  }

  get #key(): string {
    return `brought ${this.#port.host}`;
  }

  #steps(wants: readonly VmWants[]): { uuid: string; change: Want; undo: boolean }[] {
    const steps: { uuid: string; change: Want; undo: boolean }[] = [];
    const wanted = new Map(wants.map((want) => [want.uuid, want]));
    for (const [uuid, { want: now, before }] of this.#brought) {
      const want = wanted.get(uuid);
      const gone = lasting.filter((key) => now[key] !== undefined && want?.[key] === undefined);
      if (gone.length > 0)
        steps.push({
          uuid,
          change: Object.fromEntries(gone.map((key) => [key, before[key] ?? null])),
          undo: true,
        });
    }
    for (const want of wants) {
      const now = this.#brought.get(want.uuid)?.want ?? {};
      const change = Object.fromEntries(
        [...lasting, ...once].flatMap((key) =>
          want[key] === undefined || want[key] === now[key] ? [] : [[key, want[key]]],
        ),
      ) as Want;
      if (Object.keys(change).length > 0) steps.push({ uuid: want.uuid, change, undo: false });
    }
    return steps;
  }

  #note(uuid: string, change: Want, before: Want, undo: boolean): void {
    const known = this.#brought.get(uuid) ?? { want: {}, before: {} };
    const want: Want = { ...known.want };
    if (undo) for (const key of lasting) if (change[key] !== undefined) delete want[key];
    const next = undo
      ? { want, before: known.before }
      : // How it was before the first change is what it goes back to.
        { want: { ...want, ...change }, before: { ...before, ...pick(known.before, known.want) } };
    if (Object.keys(next.want).length === 0) this.#brought.delete(uuid);
    else this.#brought.set(uuid, next);
    this.#memory.putSetting(
      this.#key,
      JSON.stringify(
        [...this.#brought].map(([id, { want: now, before: then }]) => ({ uuid: id, want: now, before: then })),
      ),
    );
  }
}

function pick(before: Want, held: Want): Want {
  return Object.fromEntries(Object.entries(before).filter(([key]) => held[key as keyof Want] !== undefined));
}

function say(change: Want): string {
  const words: string[] = [];
  const amountOf = (value: number | null | undefined, unit: (value: number) => string): string =>
    value === null ? 'without a limit' : unit(value ?? 0);
  if (change.cpu !== undefined)
    words.push(`CPU ${amountOf(change.cpu, (cpu) => `${Math.round(cpu * 100) / 100} of one`)}`);
  if (change.memory !== undefined)
    words.push(`memory ${amountOf(change.memory, (bytes) => `${Math.round(bytes / 2 ** 20)} MiB`)}`);
  if (change.diskIops !== undefined) words.push(`disk ${amountOf(change.diskIops, (rate) => `${rate} operations/s`)}`);
  if (change.bandwidth !== undefined)
    words.push(`network ${amountOf(change.bandwidth, (rate) => `${Math.round((rate * 8) / 1000)} kbit/s`)}`);
  if (change.suspended !== undefined) words.push(change.suspended ? 'suspended' : 'resumed');
  if (change.snapshot !== undefined) words.push('snapshot taken');
  if (change.terminated === true) words.push('terminated');
  return words.join(', ');
}
