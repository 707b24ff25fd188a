import type { Done } from '../../../enforcement/enforcement-port.ts';
import type { VmWants } from '../../../policy/host-rules.ts';
import { limitsOutcomeSchema, type LimitsOutcome, vmLimitsSchema } from '../../host-command.ts';
import { HostChild, type HostProgram } from '../host-child.ts';

/** Milliseconds that a change may take, a snapshot with it. */
const DEADLINE = 90_000;

/** Changes VMs of one host in a process of its own, which holds the only connection that may write: begun with the first change, where it is permitted. */
export class HostResources {
  readonly #program: HostProgram;
  readonly #uri: string;
  readonly #waiting = new Map<number, (outcome: LimitsOutcome) => void>();
  #child: HostChild | null = null;
  #last = 0;
  #closed = false;

  constructor(program: HostProgram, uri: string) {
    this.#program = program;
    this.#uri = uri;
  }

  async bring(wants: VmWants, signal: AbortSignal): Promise<Done<VmWants>> {
    if (this.#closed || signal.aborted) return { ok: false, code: 'cancelled', why: 'It was cancelled.' };
    const id = (this.#last += 1);
    const child = this.#start();
    const outcome = await new Promise<LimitsOutcome>((resolve) => {
      const end = (told: LimitsOutcome): void => {
        this.#waiting.delete(id);
        clearTimeout(late);
        resolve(told);
      };
      const late = setTimeout(() => end({ id, failure: `libvirt did not answer within ${DEADLINE} ms.`, before: {} }), DEADLINE);
      this.#waiting.set(id, end);
      child.send({ op: 'limit', id, uuid: wants.uuid, limits: vmLimitsSchema.parse(wants) });
    });
    if (outcome.failure !== '') return { ok: false, code: 'libvirt', why: outcome.failure };
    const { cpu, memory, diskIops, suspended } = outcome.before;
    return {
      ok: true,
      value: {
        uuid: wants.uuid,
        origins: [],
        ...(cpu === undefined ? {} : { cpu }),
        ...(memory === undefined ? {} : { memory }),
        ...(diskIops === undefined ? {} : { diskIops }),
        ...(suspended === undefined ? {} : { suspended }),
      },
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#child?.close();
  }

  #start(): HostChild {
    if (this.#child !== null) return this.#child;
    const child = new HostChild(this.#program, {
      line: (line) => {
        const outcome = limitsOutcomeSchema.parse(JSON.parse(line));
        this.#waiting.get(outcome.id)?.(outcome);
      },
      ended: (reason) => {
        if (this.#child === child) this.#child = null;
        for (const [id, end] of this.#waiting) end({ id, failure: `The process that changes VMs ended. ${reason}`, before: {} });
      },
    });
    this.#child = child;
    child.send({ op: 'changes', uri: this.#uri });
    return child;
  }
}
