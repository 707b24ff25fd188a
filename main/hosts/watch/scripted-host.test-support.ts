import type { HostProblem } from '../host-problem.ts';
import type { DeepGroup, DeepSample, HostLink, OpenLink, VmChange } from './host-link.ts';
import { LinkError } from './host-link.ts';
import type { VmState } from '../../telemetry/vm-facts.ts';

interface ScriptedVm {
  uuid: string;
  name: string;
  state: VmState;
  cpu: number;
  /** Its process does not answer, and uses no CPU. */
  stuck: boolean;
}

/** A daemon whose faults a test chooses, for what cannot be timed with a real one. Needs fake timers. */
export class ScriptedHost {
  readonly vms = new Map<string, ScriptedVm>();
  /** What a try to connect meets; null lets it in. */
  refuses: HostProblem | null = null;
  /** Neither answers nor says that it is gone. */
  silent = false;
  /** Links that are open now, and were ever opened. */
  open = 0;
  opened = 0;
  /** Questions to stuck processes that wait. */
  waiting = 0;
  private readonly links = new Set<{ end: (problem: HostProblem | null) => void; tell: (change: VmChange) => void }>();

  constructor(count: number) {
    for (let index = 0; index < count; index += 1) {
      const uuid = uuidOf(index);
      this.vms.set(uuid, { uuid, name: `vm${index}`, state: 'running', cpu: 0, stuck: false });
    }
  }

  vm(index: number): ScriptedVm {
    const vm = this.vms.get(uuidOf(index));
    if (!vm) throw new Error(`there is no VM ${index}`);
    return vm;
  }

  /** The daemon dies: every link ends. */
  die(): void {
    const problem: HostProblem = { kind: 'unreachable', number: 0, message: 'Gone.', detail: '' };
    this.refuses = problem;
    for (const link of this.links) link.end(problem);
  }

  /** Tells watchers that something happened to a VM. */
  happen(uuid: string, gone = ''): void {
    for (const link of this.links) link.tell({ uuid, gone });
  }

  readonly connect: OpenLink = async (tell, signal) => {
    await pause(5);
    if (this.silent) await until(signal);
    if (this.refuses) throw new LinkError(this.refuses);
    let end: (problem: HostProblem | null) => void = () => {};
    const ended = new Promise<HostProblem | null>((resolve) => (end = resolve));
    const entry = { end, tell };
    this.links.add(entry);
    this.open += 1;
    this.opened += 1;
    const answer = async <T>(make: () => T): Promise<T> => {
      await pause(2);
      const gone = await Promise.race([ended, this.silent ? new Promise<never>(() => {}) : null]);
      if (gone) throw new LinkError(gone);
      return make();
    };
    const link: HostLink = {
      daemon: 'scripted 1.0',
      ended,
      list: () => answer(() => [...this.vms.keys()]),
      networks: () => answer(() => ({ networks: [], leases: [] })),
      describe: (uuid) =>
        answer(() => {
          const vm = this.vms.get(uuid);
          return vm ? facts(vm) : null;
        }),
      quick: () =>
        answer(() =>
          [...this.vms.values()]
            .filter(({ state }) => state !== 'shutoff')
            .map((vm) => {
              if (!vm.stuck) vm.cpu += 1000;
              const { uuid, name, state, cpu } = vm;
              return { uuid, name, state, interfaces: [], cpu: { time: cpu } };
            }),
        ),
      deep: (uuids, groups, deadline) => this.askProcesses(uuids, groups, deadline, answer),
      close: async () => {
        if (!this.links.delete(entry)) return;
        this.open -= 1;
        end(null);
        await pause(1);
      },
    };
    return link;
  };

  private async askProcesses(
    uuids: readonly string[],
    groups: readonly DeepGroup[],
    deadline: number,
    answer: (make: () => DeepSample[]) => Promise<DeepSample[]>,
  ): Promise<DeepSample[]> {
    if (uuids.some((uuid) => this.vms.get(uuid)?.stuck)) {
      this.waiting += 1;
      await pause(deadline);
      this.waiting -= 1;
      throw new LinkError({ kind: 'timeout', number: 0, message: 'No answer.', detail: '' });
    }
    return answer(() =>
      uuids.flatMap((uuid) => {
        if (this.vms.get(uuid)?.state !== 'running') return [];
        const memory = { current: 1024, maximum: 2048 };
        return [groups.includes('disks') ? { uuid, disks: [] } : { uuid, memory }];
      }),
    );
  }
}

/** UUID of the VM of an index. */
export function uuidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

function facts(vm: ScriptedVm): Awaited<ReturnType<HostLink['describe']>> {
  return {
    uuid: vm.uuid,
    name: vm.name,
    title: '',
    description: '',
    state: vm.state,
    interfaces: [],
    disks: [],
    tpm: '',
    vcpus: 1,
    maxMemory: 2048,
    role: '',
    sensitivity: '',
    channels: [],
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function until(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const problem: HostProblem = { kind: 'timeout', number: 0, message: 'Given up.', detail: '' };
    const stop = (): void => reject(new LinkError(problem));
    signal.addEventListener('abort', stop, { once: true });
    setTimeout(stop, 10_000);
  });
}
