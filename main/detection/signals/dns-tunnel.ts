import { BoundedMap } from '../bounded-map.ts';
import { BoundedSet } from '../bounded-set.ts';
import { nameIsUnder } from '../context-weight.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { entropyOfText, registeredName } from '../name-shape.ts';
import { sayBytes, sayCount, sayShare, saySpan } from '../say.ts';
import { Tally } from '../tally.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const MAX_ZONES = 2048;
const MAX_NAMES = 2048;
/** Names shorter than this in front of the registered one carry nothing worth a query. */
const SHORT = 16;

/** Types that carry free text or names: what a tunnel asks for and a browser hardly ever does. */
const CARRIERS = new Set(['TXT', 'NULL', 'CNAME', 'MX', 'SRV', 'KEY', 'PRIVATE', 'TYPE10', 'TYPE65399', 'TYPE65534']);

interface Zone {
  label: string;
  /** A full name asked for below it. */
  example: string;
  server: string;
  servers: BoundedSet<string>;
  names: BoundedSet<string>;
  payload: Tally;
  entropy: Tally;
  queries: number;
  carriers: number;
  sent: number;
  received: number;
  flows: FlowList;
}

/**
 * DNS tunnel: data in the names. Judged by registered name, and by server for tunnels that talk straight to theirs
 * under no name at all. Flow counters do not show it; length, spread and types of the queries do.
 */
export class DnsTunnel implements Signal {
  readonly #zones = new BoundedMap<string, Zone>(MAX_ZONES);

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind !== 'dns' || record.protocol !== 'dns' || record.qname === '') return;
    const name = record.qname.toLowerCase();
    // Reverse look-ups are long by construction.
    if (name.endsWith('.arpa')) return;
    const zone = registeredName(name);
    this.#note(`zone ${zone}`, zone, record, ends, name.slice(0, Math.max(0, name.length - zone.length - 1)));
    this.#note(`server ${ends.dst}`, '', record, ends, name);
  }

  assess(context: SignalContext): AlertDraft[] {
    const drafts: AlertDraft[] = [];
    for (const [key, zone] of this.#zones.entries) {
      const draft = this.#judge(key, zone, context);
      if (draft !== null) drafts.push(draft);
    }
    // A tunnel under a name also shows by server: the name is the better telling.
    const named = drafts.some((draft) => draft.key.startsWith('zone '));
    return named ? drafts.filter((draft) => draft.key.startsWith('zone ')) : drafts;
  }

  #note(key: string, label: string, record: L7Record & { kind: 'dns' }, ends: Ends, payload: string): void {
    const isLong = payload.length >= SHORT;
    // Most zones never see a name that could carry anything, and need no account.
    if (!isLong && !this.#zones.entries.has(key)) return;
    const zone = this.#zones.obtain(key, () => ({
      label,
      example: record.qname,
      server: ends.dst,
      servers: new BoundedSet(32),
      names: new BoundedSet(MAX_NAMES),
      payload: new Tally(),
      entropy: new Tally(),
      queries: 0,
      carriers: 0,
      sent: 0,
      received: 0,
      flows: new FlowList(),
    }));
    if (zone === undefined) return;
    zone.queries++;
    zone.servers.add(ends.dst);
    if (CARRIERS.has(record.qtype)) zone.carriers++;
    zone.sent += record.queryBytes;
    zone.received += record.responseBytes;
    if (isLong && zone.names.add(payload)) {
      zone.payload.add(payload.length);
      // Dots apart, the alphabet tells encoded bytes from words.
      if (zone.entropy.count < 512) zone.entropy.add(entropyOfText(payload.replaceAll('.', '')));
    }
    zone.flows.addAt(ends.id, record.time, record.time);
  }

  #judge(key: string, zone: Zone, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.dnsTunnel;
    const unique = zone.names.size;
    if (unique < limits.minNames) return null;
    const byServer = key.startsWith('server ');
    if (zone.payload.mean < limits.minLength || zone.entropy.mean < limits.minEntropy) return null;
    if (nameIsUnder(zone.example, limits.knownZones)) return null;
    const carriers = zone.carriers / zone.queries;
    const fresh = unique / zone.queries;
    if (fresh < limits.minFresh) return null;
    const long = gradeByLog(zone.payload.mean, limits.minLength, 120, 0, 0.2);
    const many = gradeByLog(unique, limits.minNames, limits.manyNames, 0, 0.16);
    const typed = carriers >= limits.minCarriers ? 0.2 : 0;
    // All names of a resolver together are only unusual when types betray them too.
    if (byServer && typed === 0) return null;
    const score = clampScore(0.46 + long + many + typed);
    const { flows } = zone;
    return {
      type: 'dns-tunnel',
      key,
      title: byServer ? `DNS tunnel to ${zone.server}` : `DNS tunnel under ${zone.label}`,
      why: `${sayCount(zone.queries, 'query', 'queries')} ${byServer ? `to ${zone.server}` : `below ${zone.label}`} with ${zone.names.full ? 'at least ' : ''}${sayCount(unique, 'different name')} of ${Math.round(zone.payload.mean)} characters (${zone.entropy.mean.toFixed(1)} bits each) in ${saySpan(flows.last - flows.first)}, ${sayShare(carriers)} of types that carry text; ${sayBytes(zone.sent)} out, ${sayBytes(zone.received)} in.`,
      techniques: ['T1071.004', 'T1048.003', 'T1572'],
      score,
      peers: byServer ? [zone.server] : [...zone.servers.values],
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host, ...(byServer ? { dst: zone.server } : {}), service: 'dns' }),
    };
  }
}

/** See {@link DnsTunnel}. */
export const dnsTunnel: SignalKind = {
  name: 'dns-tunnel',
  sides: ['client'],
  flows: false,
  records: ['dns'],
  events: false,
  create: () => new DnsTunnel(),
};
