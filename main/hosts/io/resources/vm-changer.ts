import { type Connection, connect } from '../../../../native/libvirt/connection.ts';
import { LibvirtError } from '../../../../native/libvirt/libvirt-error.ts';
import type { TypedParameter } from '../../../../native/libvirt/protocol/typed-parameter.ts';
import { explainFailure } from '../../explain-failure.ts';
import type { LimitsOutcome, VmLimits } from '../../host-command.ts';
import { parseDomainXml } from '../../xml/parse-domain-xml.ts';
import { placeOf, toProblem } from '../to-problem.ts';

/** Milliseconds until connecting is given up, and a call. A snapshot writes the VM's memory. */
const CONNECT_TIMEOUT = 10_000;
const DEADLINE = 8000;
const SNAPSHOT_DEADLINE = 60_000;
/** `VIR_DOMAIN_AFFECT_LIVE`: what runs now, not how it starts next time. */
const LIVE = 1;
const PAUSED = 3;
/** Microseconds: the shortest quota the kernel takes. */
const LEAST_QUOTA = 1000;

interface Domain {
  uuid: string;
  name: string;
  id: number;
}

/** Changes VMs of one host over the only connection for it that may write, made for the first change. */
export class VmChanger {
  readonly #uri: string;
  #writing: Promise<Connection> | null = null;
  /** One change after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(uri: string) {
    this.#uri = uri;
  }

  /** Brings a VM to limits and says how it was. What fails half-way is taken back. */
  bring(id: number, uuid: string, limits: VmLimits): Promise<LimitsOutcome> {
    const run = async (): Promise<LimitsOutcome> => {
      const before: VmLimits = {};
      try {
        const connection = await this.#connect();
        const { dom } = await connection.call('DOMAIN_LOOKUP_BY_UUID', { uuid }, { deadline: DEADLINE });
        try {
          await change(connection, dom, limits, before);
        } catch (thrown) {
          await change(connection, dom, before, {}).catch(() => {});
          throw thrown;
        }
        return { id, failure: '', before };
      } catch (thrown) {
        return { id, failure: this.#explain(thrown), before: {} };
      }
    };
    const next = this.#last.then(run, run);
    this.#last = next;
    return next;
  }

  async close(): Promise<void> {
    const writing = this.#writing;
    this.#writing = null;
    await (await writing?.catch(() => null))?.close();
  }

  #connect(): Promise<Connection> {
    if (this.#writing !== null) return this.#writing;
    const writing = connect({ uri: this.#uri, readOnly: false, timeout: CONNECT_TIMEOUT });
    this.#writing = writing;
    const forget = (): void => {
      if (this.#writing === writing) this.#writing = null;
    };
    writing.then((connection) => connection.closed.then(forget), forget);
    return writing;
  }

  #explain(thrown: unknown): string {
    if (thrown instanceof LibvirtError || thrown instanceof RangeError) return thrown.message.slice(0, 1000);
    const { title, action } = explainFailure(toProblem(thrown), placeOf(this.#uri));
    return `${title} ${action}`.trim();
  }
}

/** Changes one thing after the other; `before` tells how each was as soon as it is changed. */
async function change(connection: Connection, dom: Domain, limits: VmLimits, before: VmLimits): Promise<void> {
  const within = { deadline: DEADLINE };
  const { cpu, memory, diskIops, suspended, snapshot, terminated } = limits;
  // Evidence first: what follows may end it.
  if (snapshot !== undefined) {
    const xml_desc = `<domainsnapshot><name>mien-${snapshot}</name></domainsnapshot>`;
    await connection.call('DOMAIN_SNAPSHOT_CREATE_XML', { dom, xml_desc, flags: 0 }, { deadline: SNAPSHOT_DEADLINE });
  }
  if (cpu !== undefined) {
    const { nrVirtCpu } = await connection.call('DOMAIN_GET_INFO', { dom }, within);
    const { params } = await connection.call('DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS', { dom, nparams: 16, flags: LIVE }, within);
    const period = numberOf(params, 'vcpu_period') || 100_000;
    const quota = numberOf(params, 'vcpu_quota');
    const count = Math.max(1, nrVirtCpu);
    before.cpu = quota > 0 ? (quota / period) * count : null;
    const wanted = cpu === null ? -1 : Math.max(LEAST_QUOTA, Math.round((cpu * period) / count));
    await connection.call('DOMAIN_SET_SCHEDULER_PARAMETERS_FLAGS', { dom, params: [llong('vcpu_quota', wanted)], flags: LIVE }, within);
    const now = await connection.call('DOMAIN_GET_SCHEDULER_PARAMETERS_FLAGS', { dom, nparams: 16, flags: LIVE }, within);
    const found = numberOf(now.params, 'vcpu_quota');
    if (cpu === null ? found > 0 && found < 1e15 : found !== wanted) throw new RangeError('The limit of the CPU did not take.');
  }
  if (memory !== undefined) {
    const info = await connection.call('DOMAIN_GET_INFO', { dom }, within);
    const most = Number(info.maxMem);
    before.memory = Number(info.memory) * 1024;
    const wanted = memory === null ? most : Math.round(memory / 1024);
    if (wanted > most) throw new RangeError(`It can have ${Math.round(most / 1024)} MiB at most without a restart.`);
    await connection.call('DOMAIN_SET_MEMORY_FLAGS', { dom, memory: wanted, flags: LIVE }, within);
  }
  if (diskIops !== undefined) {
    const { xml } = await connection.call('DOMAIN_GET_XML_DESC', { dom, flags: 0 }, within);
    const parsed = parseDomainXml(xml);
    const disks = 'domain' in parsed ? parsed.domain.disks.filter(({ device }) => device === 'disk') : [];
    for (const { target } of disks) {
      const { params } = await connection.call('DOMAIN_GET_BLOCK_IO_TUNE', { dom, disk: target, nparams: 32, flags: LIVE }, within);
      before.diskIops ??= numberOf(params, 'total_iops_sec') || null;
      await connection.call(
        'DOMAIN_SET_BLOCK_IO_TUNE',
        { dom, disk: target, params: [{ field: 'total_iops_sec', type: 'ullong', value: Math.round(diskIops ?? 0) }], flags: LIVE },
        within,
      );
    }
  }
  if (suspended !== undefined) {
    const { state } = await connection.call('DOMAIN_GET_STATE', { dom, flags: 0 }, within);
    before.suspended = state === PAUSED;
    if (suspended && state !== PAUSED) await connection.call('DOMAIN_SUSPEND', { dom }, within);
    if (!suspended && state === PAUSED) await connection.call('DOMAIN_RESUME', { dom }, within);
  }
  if (terminated === true) await connection.call('DOMAIN_DESTROY', { dom }, within);
}

function numberOf(params: readonly TypedParameter[], field: string): number {
  const found = params.find((each) => each.field === field)?.value;
  return typeof found === 'number' || typeof found === 'bigint' ? Number(found) : 0;
}

function llong(field: string, value: number): TypedParameter {
  return { field, type: 'llong', value };
}
