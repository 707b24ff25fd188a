import type { HostProblem } from '../host-problem.ts';
import type { ResourceSample } from '../../telemetry/resource-sample.ts';
import type { DeepGroup, HostLink, OpenLink, VmChange } from './host-link.ts';
import { LinkError } from './host-link.ts';
import type { VmState } from '../../telemetry/vm-facts.ts';

interface ScriptedVm {
  uuid: string;
  name: string;
  state: VmState;
  /** Its process does not answer. */
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
  /** Stuck VMs whose question is still waited for: each holds a worker of the daemon. */
  readonly held = new Set<string>();
  private readonly links = new Set<{ end: (problem: HostProblem | null) => void; tell: (change: VmChange) => void }>();

  constructor(count: number) {
    for (let index = 0; index < count; index += 1) {
      const uuid = uuidOf(index);
      this.vms.set(uuid, { uuid, name: `vm${index}`, state: 'running', stuck: false });
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
          return vm ? describeScripted(vm) : null;
        }),
      quick: () =>
        answer(() =>
          [...this.vms.values()]
            .filter(({ state }) => state !== 'shutoff')
            .map((vm) => {
              const { uuid, name, state } = vm;
              return { uuid, name, state, interfaces: [] };
            }),
        ),
      deep: (uuids, group, deadline) => this.askProcesses(uuids, group, deadline, answer),
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
    group: DeepGroup,
    deadline: number,
    answer: (make: () => ResourceSample[]) => Promise<ResourceSample[]>,
  ): Promise<ResourceSample[]> {
    // As libvirt does: who comes first waits with the VM held, who comes after finds it held and goes on without it.
    const first = uuids.find((uuid) => this.vms.get(uuid)?.stuck && !this.held.has(uuid));
    if (first !== undefined) {
      this.held.add(first);
      await pause(deadline);
      throw new LinkError({ kind: 'timeout', number: 0, message: 'No answer.', detail: '' });
    }
    return answer(() =>
      uuids.flatMap((uuid) => {
        if (this.vms.get(uuid)?.state !== 'running') return [];
        if (!this.vms.get(uuid)?.stuck) this.held.delete(uuid);
        if (group !== 'presence' && this.held.has(uuid)) return [];
        const memory = { current: 1024, maximum: 2048 };
        return [
          group === 'disks' ? { uuid, disks: [] } : { uuid, cpu: { time: performance.now(), online: 1 }, memory },
        ];
      }),
    );
  }
}

/** UUID of the VM of an index. */
export function uuidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** What a daemon would say of a scripted VM. */
export function describeScripted(vm: ScriptedVm): NonNullable<Awaited<ReturnType<HostLink['describe']>>> {
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
