import type { PolicyPreview, PreviewRow } from '../../../shared/contract/policy-preview.ts';
import type { Alert } from '../../../shared/contract/subject.ts';
import { toServiceLabel } from '../../graph/service-label.ts';
import type { PolicyVm } from '../policy-world.ts';
import type { ConnectionTable, SeenConnection } from './connection-table.ts';
import type { Fate, FleetJudge } from './judge-connections.ts';
import { writeAllow } from './rule-yaml.ts';

/** What becomes of a connection with a draft. */
export type Change = PreviewRow['change'];

/** What a preview is counted of. */
export interface Counted {
  table: ConnectionTable;
  before: FleetJudge;
  after: FleetJudge;
  vms: readonly PolicyVm[];
  /** In the order in which flows were marked. */
  alerts: readonly Alert[];
  serviceName(word: number): string;
  /** Name of the policy that is drafted: its lines are told. */
  draft: string;
  by: 'vm' | 'peer' | 'service' | 'flow';
  show: Change;
}

type Told = Pick<
  PolicyPreview,
  'denied' | 'permitted' | 'uncertain' | 'unchanged' | 'rows' | 'more' | 'edges' | 'stopped' | 'missed'
>;

const MOST_ROWS = 500;
const MOST_EDGES = 200;
/** A dependency is known when it was used so often, or over so long: microseconds. */
const OFTEN = 3;
const LONG = 600e6;
const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  58: 'icmp6',
  132: 'sctp',
};
const UNSURE = 'It began before it was watched, or frames were lost: who opened it is not known.';

/** Counts by what changes, while it is judged: connection after connection. */
export class ChangeCounter {
  readonly #of: Counted;
  readonly #names = new Map<string, PolicyVm>();
  readonly #byId: ReadonlyMap<string, PolicyVm>;
  readonly #sums: Record<Change, { flows: number; bytes: number; vms: Set<string>; peers: Set<string> }>;
  readonly #rows = new Map<string, PreviewRow>();
  readonly #edges = new Map<
    string,
    { seen: SeenConnection; fate: Fate; flows: number; first: number; last: number; bad: number }
  >();
  readonly #stopped: number[];
  readonly #marked: number[];

  constructor(of: Counted) {
    this.#of = of;
    for (const vm of of.vms) for (const address of vm.addresses) this.#names.set(address, vm);
    this.#byId = new Map(of.vms.map((vm) => [vm.uuid, vm]));
    const sum = (): { flows: number; bytes: number; vms: Set<string>; peers: Set<string> } => ({
      flows: 0,
      bytes: 0,
      vms: new Set(),
      peers: new Set(),
    });
    this.#sums = { denied: sum(), permitted: sum(), uncertain: sum(), unchanged: sum() };
    this.#stopped = of.alerts.map(() => 0);
    this.#marked = of.alerts.map(() => 0);
  }

  count(seen: SeenConnection): void {
    const before = this.#of.before.judge(seen);
    const after = this.#of.after.judge(seen);
    const change = changeOf(before, after);
    const fate = change === 'permitted' || !after.decided ? (before.decided ? before : after) : after;
    if (seen.alert > 0) {
      this.#marked[seen.alert - 1] = (this.#marked[seen.alert - 1] ?? 0) + seen.flows;
      if (after.permitted === false) this.#stopped[seen.alert - 1] = (this.#stopped[seen.alert - 1] ?? 0) + seen.flows;
    }
    const sum = this.#sums[change];
    const { vm, direction, peer } = this.#ends(seen, fate);
    sum.flows += seen.flows;
    sum.bytes += seen.bytes;
    if (vm !== '') sum.vms.add(vm);
    sum.peers.add(peer);
    if (change === 'denied') this.#break(seen, after);
    if (change === this.#of.show) this.#row(seen, { before, after, change, vm, direction, peer });
  }

  tell(): Told {
    const counts = (change: Change): PolicyPreview['denied'] => {
      const { flows, bytes, vms, peers } = this.#sums[change];
      return { flows, bytes, vms: vms.size, peers: peers.size };
    };
    const rows = [...this.#rows.values()].sort(
      (left, right) => right.flows - left.flows || (left.id < right.id ? -1 : 1),
    );
    const edges = [...this.#edges.values()]
      .filter(({ seen, flows, first, last }) => seen.answered > 0 && (flows >= OFTEN || last - first >= LONG))
      .sort((left, right) => right.last - right.first - (left.last - left.first) || right.flows - left.flows);
    return {
      denied: counts('denied'),
      permitted: counts('permitted'),
      uncertain: counts('uncertain'),
      unchanged: counts('unchanged'),
      rows: rows.slice(0, MOST_ROWS),
      more: Math.max(0, rows.length - MOST_ROWS),
      edges: edges.slice(0, MOST_EDGES).map((edge) => this.#tellEdge(edge)),
      ...this.#tellAlerts(),
    };
  }

  /** From where it is seen: the VM that decided, else one that takes part. */
  #ends(seen: SeenConnection, fate: Fate): { vm: string; direction: 'in' | 'out'; peer: string } {
    const { addresses } = this.#of.table;
    const [src, dst] = [addresses.textOf(seen.src), addresses.textOf(seen.dst)];
    const decided = fate.decided ? fate.direction : null;
    const direction = decided ?? (this.#names.has(src) ? 'out' : 'in');
    const [own, peer] = direction === 'out' ? [src, dst] : [dst, src];
    return { vm: this.#names.get(own)?.uuid ?? '', direction, peer };
  }

  #row(
    seen: SeenConnection,
    told: { before: Fate; after: Fate; change: Change; vm: string; direction: 'in' | 'out'; peer: string },
  ): void {
    const { by, table } = this.#of;
    const { before, after, change, vm, direction, peer } = told;
    const transport = NAMES[seen.protocol] ?? `ip-${seen.protocol}`;
    const service = toServiceLabel(transport, this.#of.serviceName(seen.service), seen.dport);
    const known = { vm, peer: this.#names.get(peer)?.uuid ?? peer };
    const key = {
      vm: [known.vm, direction, known.peer, transport, seen.dport],
      peer: [direction, known.peer, transport, seen.dport],
      service: [direction, transport, seen.dport],
      flow: [seen.src, seen.dst, seen.protocol, seen.dport, seen.sport, seen.alert],
    }[by].join(' ');
    const filter = [
      ...(by === 'service'
        ? []
        : by === 'peer'
          ? [`ip:${peer}`]
          : [`src:${table.addresses.textOf(seen.src)}`, `dst:${table.addresses.textOf(seen.dst)}`]),
      ...(seen.dport > 0 ? [`dport:${seen.dport}`] : []),
      `proto:${transport}`,
    ].join(' ');
    const row = this.#rows.get(key);
    const bad = seen.alert > 0 ? seen.flows : 0;
    if (row !== undefined) {
      row.flows += seen.flows;
      row.bytes += seen.bytes;
      row.malicious += bad;
      row.first = Math.min(row.first, seen.first);
      row.last = Math.max(row.last, seen.last);
      if (row.filter !== filter && by === 'vm') row.filter = this.#wideFilter(vm, peer, seen, transport);
      if (row.vm !== vm && vm !== '') row.vm = '';
      return;
    }
    const several = by === 'service';
    this.#rows.set(key, {
      id: key,
      change,
      vm,
      vmName: this.#byId.get(vm)?.name ?? vm,
      risk: this.#byId.get(vm)?.risk ?? null,
      direction,
      peer: several ? '' : peer,
      peerName: several ? '' : (this.#names.get(peer)?.name ?? ''),
      service,
      transport,
      port: seen.dport,
      flows: seen.flows,
      bytes: seen.bytes,
      malicious: bad,
      first: seen.first,
      last: seen.last,
      before: sayFate(before),
      after: sayFate(after),
      line: after.rule?.origins.find(({ policy }) => policy === this.#of.draft)?.line ?? 0,
      why: change === 'uncertain' ? UNSURE : '',
      filter,
    });
  }

  /** Several addresses of one VM, or of its peer. */
  #wideFilter(vm: string, peer: string, seen: SeenConnection, transport: string): string {
    const any = (addresses: readonly string[]): string =>
      addresses.length === 1 ? `ip:${addresses[0]}` : `(${addresses.map((address) => `ip:${address}`).join(' or ')})`;
    const own = this.#byId.get(vm)?.addresses ?? [];
    const other = this.#names.get(peer)?.addresses ?? [peer];
    const port = seen.dport > 0 ? ` dport:${seen.dport}` : '';
    return `${own.length === 0 ? '' : `${any(own)} `}${any(other)}${port} proto:${transport}`;
  }

  #break(seen: SeenConnection, fate: Fate): void {
    const key = `${seen.src} ${seen.dst} ${seen.protocol} ${seen.dport}`;
    const bad = seen.alert > 0 ? seen.flows : 0;
    const known = this.#edges.get(key);
    if (known === undefined) {
      this.#edges.set(key, { seen, fate, flows: seen.flows, first: seen.first, last: seen.last, bad });
      return;
    }
    known.flows += seen.flows;
    known.bad += bad;
    known.first = Math.min(known.first, seen.first);
    known.last = Math.max(known.last, seen.last);
    if (seen.answered > known.seen.answered) known.seen = seen;
  }

  #tellEdge({
    seen,
    fate,
    flows,
    first,
    last,
    bad,
  }: {
    seen: SeenConnection;
    fate: Fate;
    flows: number;
    first: number;
    last: number;
    bad: number;
  }): PolicyPreview['edges'][number] {
    const { addresses } = this.#of.table;
    const [src, dst] = [addresses.textOf(seen.src), addresses.textOf(seen.dst)];
    const [from, to] = [this.#names.get(src), this.#names.get(dst)];
    const transport = NAMES[seen.protocol] ?? `ip-${seen.protocol}`;
    const peer = fate.direction === 'out' ? { vm: to, address: dst } : { vm: from, address: src };
    const ported = seen.protocol === 6 || seen.protocol === 17;
    return {
      from: from?.uuid ?? src,
      fromName: from?.name ?? src,
      to: to?.uuid ?? dst,
      toName: to?.name ?? dst,
      service: toServiceLabel(transport, this.#of.serviceName(seen.service), seen.dport),
      flows,
      first,
      last,
      malicious: bad * 2 > flows,
      allow: writeAllow({
        direction: fate.direction,
        peer: peer.vm === undefined ? { address: [peer.address] } : { vm: [this.#wordFor(peer.vm)] },
        ports: ported && seen.dport > 0 ? [{ protocol: seen.protocol, port: seen.dport }] : [],
        protocols: ported ? [] : protocolWord(seen.protocol),
      }),
    };
  }

  /** A name where it names one VM alone and stands for nothing else, else the id. */
  #wordFor(vm: PolicyVm): string {
    const alone = this.#of.vms.filter(({ name }) => name === vm.name).length === 1;
    return alone && /^[a-z0-9][\w.-]{0,62}$/i.test(vm.name) ? vm.name : vm.uuid;
  }

  #tellAlerts(): Pick<PolicyPreview, 'stopped' | 'missed'> {
    const groups = new Map<string, { technique: Alert['technique']; what: string; flows: number; of: number }>();
    for (const [place, alert] of this.#of.alerts.entries()) {
      const of = this.#marked[place] ?? 0;
      if (of === 0) continue;
      const what = [alert.type.replaceAll('-', ' '), ...alert.peers.slice(0, 1)].join(', ');
      const key = `${alert.technique.id} ${what}`;
      const known = groups.get(key) ?? { technique: alert.technique, what, flows: 0, of: 0 };
      known.flows += this.#stopped[place] ?? 0;
      known.of += of;
      groups.set(key, known);
    }
    const all = [...groups.values()].sort((left, right) => right.of - left.of);
    return {
      stopped: all.filter(({ flows }) => flows > 0),
      missed: all
        .filter(({ flows, of }) => flows < of)
        .map(({ technique, what, flows, of }) => ({ technique, what, flows: of - flows })),
    };
  }
}

/** Word of the language for a protocol without ports; none where it has no word. */
function protocolWord(protocol: number): string[] {
  const words: Readonly<Record<number, string>> = { 1: 'icmp', 58: 'icmp', 47: 'gre', 50: 'esp', 132: 'sctp' };
  return words[protocol] === undefined ? [] : [words[protocol]];
}

function changeOf(before: Fate, after: Fate): Change {
  if (before.permitted === after.permitted)
    return before.permitted === null && before.rule?.id !== after.rule?.id ? 'uncertain' : 'unchanged';
  if (before.permitted === null || after.permitted === null) return 'uncertain';
  return after.permitted ? 'permitted' : 'denied';
}

/** What decided, in words. */
export function sayFate({ rule, decided, permitted }: Fate): string {
  if (!decided) return 'no policy';
  if (rule === null) return permitted === false ? 'denied by no rule: otherwise' : 'no rule';
  const [origin] = rule.origins;
  const led = rule.verdict.type === 'redirect' ? `, led to ${rule.verdict.address}` : '';
  return origin === undefined ? rule.id : `${origin.policy} v${origin.version}, line ${origin.line}${led}`;
}
