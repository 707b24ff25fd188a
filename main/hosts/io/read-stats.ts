import type { TypedParameter } from '../../../native/libvirt/protocol/typed-parameter.ts';
import type { DiskCounters, InterfaceCounters, ResourceSample } from '../../telemetry/resource-sample.ts';
import type { VmState } from '../../telemetry/vm-facts.ts';
import type { QuickSample } from '../watch/host-link.ts';

/** What `virConnectGetAllDomainStats` answers of one domain. */
export interface StatsRecord {
  dom: { name: string; uuid: string; id: number };
  params: readonly TypedParameter[];
}

/** In the order of libvirt's `virDomainState`. */
const states: readonly VmState[] = [
  'unknown',
  'running',
  'blocked',
  'paused',
  'shutdown',
  'shutoff',
  'crashed',
  'suspended',
];

/** libvirt's number of a state in words; `unknown` for those of newer daemons. */
export function readState(number: number): VmState {
  return states[number] ?? 'unknown';
}

/** Most devices of one kind, and most virtual CPUs, that are read. */
const MOST = 1024;

type Fields = ReadonlyMap<string, number | string>;

/** Groups state and interface. */
export function readQuick({ dom, params }: StatsRecord): QuickSample {
  const fields = toFields(params);
  return {
    uuid: dom.uuid,
    name: dom.name,
    state: readState(count(fields, 'state.state') ?? 0),
    interfaces: list(fields, 'net').map((net) => readInterface(fields, net)),
  };
}

/** What was read, and whether the VM's own process contributed. */
export interface DeepReading {
  sample: ResourceSample;
  inside: boolean;
}

/** Groups cpu-total, vcpu, balloon and perf. */
export function readCpu({ dom, params }: StatsRecord): DeepReading {
  const fields = toFields(params);
  const of = (name: string): number | undefined => count(fields, name);
  const time = of('cpu.time');
  const current = of('balloon.current');
  const maximum = of('balloon.maximum');
  const perf = readPerf(params);
  const cpu = time !== undefined && {
    time,
    online: of('vcpu.current') ?? 1,
    ...present({
      user: of('cpu.user'),
      system: of('cpu.system'),
      wait: sum(fields, 'wait'),
      delay: sum(fields, 'delay'),
    }),
  };
  const memory = current !== undefined &&
    maximum !== undefined && {
      current,
      maximum,
      ...present({
        rss: of('balloon.rss'),
        unused: of('balloon.unused'),
        available: of('balloon.available'),
        usable: of('balloon.usable'),
        swapIn: of('balloon.swap_in'),
        swapOut: of('balloon.swap_out'),
        majorFaults: of('balloon.major_fault'),
        minorFaults: of('balloon.minor_fault'),
      }),
    };
  return {
    sample: { uuid: dom.uuid, ...(cpu && { cpu }), ...(memory && { memory }), ...(perf && { perf }) },
    inside: fields.has('balloon.rss'),
  };
}

/** Group block. */
export function readDisks({ dom, params }: StatsRecord): DeepReading {
  const fields = toFields(params);
  const blocks = list(fields, 'block');
  // Parts of a backing chain are told too; without counters of their own they are no disks.
  const told = blocks.filter((block) => fields.has(`${block}.rd.bytes`));
  return {
    sample: { uuid: dom.uuid, disks: told.map((block) => readDisk(fields, block)) },
    inside: told.length > 0 || blocks.length === 0,
  };
}

function readInterface(fields: Fields, net: string): InterfaceCounters {
  const of = (name: string): number => count(fields, `${net}.${name}`) ?? 0;
  return {
    name: text(fields, `${net}.name`),
    rxBytes: of('rx.bytes'),
    rxPackets: of('rx.pkts'),
    rxErrors: of('rx.errs'),
    rxDrops: of('rx.drop'),
    txBytes: of('tx.bytes'),
    txPackets: of('tx.pkts'),
    txErrors: of('tx.errs'),
    txDrops: of('tx.drop'),
  };
}

function readDisk(fields: Fields, block: string): DiskCounters {
  const of = (name: string): number | undefined => count(fields, `${block}.${name}`);
  return {
    name: text(fields, `${block}.name`),
    readBytes: of('rd.bytes') ?? 0,
    readRequests: of('rd.reqs') ?? 0,
    readTime: of('rd.times') ?? 0,
    writeBytes: of('wr.bytes') ?? 0,
    writeRequests: of('wr.reqs') ?? 0,
    writeTime: of('wr.times') ?? 0,
    ...present({ flushRequests: of('fl.reqs'), flushTime: of('fl.times'), errors: of('errors') }),
  };
}

function readPerf(params: readonly TypedParameter[]): Record<string, number> | null {
  const events = params.filter(({ field }) => /^perf\.[a-z0-9_]{1,60}$/.test(field)).slice(0, 64);
  if (events.length === 0) return null;
  return Object.fromEntries(events.map(({ field, value }) => [field.slice(5), toCount(value) ?? 0]));
}

function toFields(params: readonly TypedParameter[]): Fields {
  const fields = new Map<string, number | string>();
  for (const { field, value } of params) fields.set(field, typeof value === 'string' ? value : Number(value));
  return fields;
}

/** A number a counter may be: not below 0, and no larger than can be told exactly. */
function toCount(value: unknown): number | undefined {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !(number >= 0)) return undefined;
  return Math.min(number, Number.MAX_SAFE_INTEGER);
}

function count(fields: Fields, field: string): number | undefined {
  return toCount(fields.get(field));
}

function text(fields: Fields, field: string): string {
  const value = fields.get(field);
  return typeof value === 'string' ? value.slice(0, 256) : '';
}

/** Prefixes of the elements of a list, `net.0` … */
function list(fields: Fields, kind: string): string[] {
  const length = Math.min(MOST, count(fields, `${kind}.count`) ?? 0);
  return Array.from({ length }, (_, index) => `${kind}.${index}`);
}

/** Sum over the virtual CPUs that tell it. */
function sum(fields: Fields, name: string): number | undefined {
  const all = Math.min(MOST, count(fields, 'vcpu.maximum') ?? 0);
  let total: number | undefined;
  for (let index = 0; index < all; index += 1) {
    const value = count(fields, `vcpu.${index}.${name}`);
    if (value !== undefined) total = (total ?? 0) + value;
  }
  return total;
}

/** Only what is there: a counter that the host does not offer is absent, never 0. */
function present<T extends Record<string, number | undefined>>(values: T): { [K in keyof T]?: number } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: number;
  };
}
