import { type Connection, connect } from '../../../native/libvirt/connection.ts';
import { LibvirtError } from '../../../native/libvirt/libvirt-error.ts';
import type { DomainEventName, LifecycleEvent } from '../../../native/libvirt/protocol/domain-events.ts';
import type { ResourceSample } from '../../telemetry/resource-sample.ts';
import type { HostProblem } from '../host-problem.ts';
import { type DeepGroup, type HostLink, LinkError, type OpenLink, type VmChange } from '../watch/host-link.ts';
import { describeDomain } from './describe-domain.ts';
import { readCpu, readDisks, readQuick, type StatsRecord } from './read-stats.ts';
import { readNetworks } from './read-networks.ts';
import { toProblem } from './to-problem.ts';

/** Groups of `virConnectGetAllDomainStats`. */
const STATS = { state: 1, cpu: 2, balloon: 4, vcpu: 8, interface: 16, block: 32, perf: 64, iothread: 128 } as const;
const GROUPS: Readonly<Record<DeepGroup, number>> = {
  cpu: STATS.cpu | STATS.balloon | STATS.vcpu | STATS.perf,
  disks: STATS.block,
  // The cheapest question of all to a VM's process.
  presence: STATS.iothread,
};
/** Only domains that are active; and: leave out what a busy process would have to be waited for. */
const ACTIVE = 1;
const NO_WAIT = 2 ** 29;

/** Milliseconds: until connecting is given up, and until calls are that no VM can hold up. */
const CONNECT_TIMEOUT = 10_000;
const QUICK_DEADLINE = 5000;
/** A daemon takes five calls of one client at once; with so many that hang the connection is replaced. */
const MOST_STUCK = 3;

/** Kinds of events after which a VM is asked for anew. */
const events: readonly DomainEventName[] = [
  'device-added',
  'device-removed',
  'metadata-change',
  'pm-suspend',
  'pm-wakeup',
];

/** Why a VM stopped, in the order of libvirt's `virDomainEventStoppedDetailType`. */
const stopped = [
  'shut down',
  'destroyed',
  'crashed',
  'migrated to another host',
  'saved',
  'failed',
  'replaced by a snapshot',
];

/** Opens links to a libvirt URI, read-only. */
export function createLinkOpener(uri: string): OpenLink {
  return async (onChange, signal) => {
    try {
      const options = { uri, timeout: CONNECT_TIMEOUT, signal };
      const first = await connect(options);
      try {
        refuseOld(first.server.libvirtVersion);
        await subscribe(first, onChange);
        return new LibvirtLink(first, await connect(options), () => connect({ uri, timeout: CONNECT_TIMEOUT }));
      } catch (thrown) {
        await first.close();
        throw thrown;
      }
    } catch (thrown) {
      if (signal.aborted) throw givenUp();
      throw new LinkError(toProblem(thrown));
    }
  };
}

/** Older daemons cannot leave out VMs that are busy. @throws LinkError */
function refuseOld(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 4 || (major === 4 && minor >= 5)) return;
  const detail = `libvirt ${version} answers; 4.5.0 is the oldest that can be watched.`;
  throw new LinkError({ kind: 'too-old', number: 0, message: detail, detail });
}

function givenUp(): LinkError {
  return new LinkError({ kind: 'timeout', number: 0, message: 'Given up.', detail: '' });
}

async function subscribe(connection: Connection, onChange: (change: VmChange) => void): Promise<void> {
  await connection.events.subscribe('lifecycle', (event) => {
    onChange({ uuid: event.domain.uuid, gone: goneReason(event) });
  });
  for (const kind of events) {
    try {
      await connection.events.subscribe(kind, ({ domain }) => onChange({ uuid: domain.uuid, gone: '' }));
    } catch (thrown) {
      // A driver that does not know a kind never has it to tell.
      if (!(thrown instanceof LibvirtError)) throw thrown;
    }
  }
}

function goneReason({ type, detail }: LifecycleEvent): string {
  if (type === 'stopped') return stopped[detail] ?? 'stopped';
  return type === 'undefined' ? 'removed from the host' : '';
}

class LibvirtLink implements HostLink {
  readonly daemon: string;
  readonly ended: Promise<HostProblem | null>;
  /** Never waits for a VM's process. */
  private readonly quickly: Connection;
  /** May have to. */
  private deeply: Promise<Connection>;
  private readonly reconnect: () => Promise<Connection>;
  private end: (problem: HostProblem | null) => void = () => {};
  /** Calls over the second connection that were given up. */
  private stuck = 0;
  /** Names by UUID, as calls want them. */
  private readonly names = new Map<string, string>();
  /** Whether processes of this host tell what only they can: without it their silence means nothing. */
  private tellsInside: boolean;
  private closed = false;

  constructor(quickly: Connection, deeply: Connection, reconnect: () => Promise<Connection>) {
    this.quickly = quickly;
    this.deeply = Promise.resolve(deeply);
    this.reconnect = reconnect;
    const { libvirtVersion, hypervisor, hypervisorVersion } = quickly.server;
    // QEMU's driver always does; of others it shows.
    this.tellsInside = hypervisor === 'QEMU';
    this.daemon = `libvirt ${libvirtVersion}, ${hypervisor} ${hypervisorVersion}`.trim();
    this.ended = new Promise((resolve) => (this.end = resolve));
    void quickly.closed.then(({ error }) => this.end(error && toProblem(error)));
    this.endWith(deeply);
  }

  async list(): Promise<string[]> {
    const { domains } = await asked(this.quickly.call('CONNECT_LIST_ALL_DOMAINS', { needResults: 1, flags: 0 }));
    for (const { uuid, name } of domains) this.names.set(uuid, name);
    return domains.map(({ uuid }) => uuid);
  }

  async describe(uuid: string): ReturnType<HostLink['describe']> {
    const vm = await asked(describeDomain(this.quickly, uuid));
    if (vm) this.names.set(uuid, vm.name);
    else this.names.delete(uuid);
    return vm;
  }

  networks(): ReturnType<HostLink['networks']> {
    return asked(readNetworks(this.quickly));
  }

  async quick(): ReturnType<HostLink['quick']> {
    const { records } = await asked(
      this.quickly.call(
        'CONNECT_GET_ALL_DOMAIN_STATS',
        { doms: [], stats: STATS.state | STATS.interface, flags: ACTIVE },
        { deadline: QUICK_DEADLINE },
      ),
    );
    for (const { dom } of records) this.names.set(dom.uuid, dom.name);
    return records.map(readQuick);
  }

  async deep(uuids: readonly string[], group: DeepGroup, deadline: number): Promise<ResourceSample[]> {
    const doms = uuids.map((uuid) => ({ uuid, name: this.names.get(uuid) ?? uuid, id: -1 }));
    const connection = await asked(this.deeply);
    try {
      const { records } = await connection.call(
        'CONNECT_GET_ALL_DOMAIN_STATS',
        { doms, stats: GROUPS[group], flags: NO_WAIT },
        { deadline },
      );
      return records.flatMap((record) => this.readDeep(record, group));
    } catch (thrown) {
      const problem = toProblem(thrown);
      if (problem.kind === 'timeout') this.countStuck(connection);
      throw new LinkError(problem);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    const deeply = this.deeply.then(
      (connection) => connection.close(),
      () => {},
    );
    await Promise.all([this.quickly.close(), deeply]);
    this.end(null);
  }

  /** What a VM's process told; nothing where it was busy and left out of the answer. */
  private readDeep(record: StatsRecord, group: DeepGroup): ResourceSample[] {
    if (group === 'presence') return [{ uuid: record.dom.uuid }];
    const { sample, inside } = group === 'cpu' ? readCpu(record) : readDisks(record);
    if (group === 'cpu') this.tellsInside ||= inside;
    return inside || !this.tellsInside ? [sample] : [];
  }

  private countStuck(connection: Connection): void {
    this.stuck += 1;
    if (this.stuck - connection.counts.lateAnswers < MOST_STUCK || this.closed) return;
    this.stuck = 0;
    this.deeply = (async () => {
      const next = await this.reconnect();
      void connection.close();
      if (this.closed) await next.close();
      else this.endWith(next);
      return next;
    })();
    this.deeply.catch((thrown: unknown) => this.end(toProblem(thrown)));
  }

  /** Where the second connection ends without being replaced, the whole link does. */
  private endWith(connection: Connection): void {
    void connection.closed.then(({ error }) => (error ? this.end(toProblem(error)) : undefined));
  }
}

/** Puts what a call throws into the terms of the watch. */
async function asked<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    throw new LinkError(toProblem(thrown));
  }
}
