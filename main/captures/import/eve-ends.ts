import type { Transport } from '../../telemetry/flow.ts';
import { canonicalAddress } from './canonical-address.ts';
import type { FlowSketch, JoinTable } from './join-table.ts';
import { numberAt, textAt, valueAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { readCalendarTime } from './read-time.ts';
import { readTransport } from './read-transport.ts';

/** Who a record of EVE is about, and when. */
export interface EveEnds {
  /** flow_id as its digits, '' if none. */
  id: string;
  transport: Transport;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  time: number;
}

/** Reads the ends of a record; null without a valid time or addresses. */
export function readEveEnds(record: JsonRecord): EveEnds | null {
  const src = canonicalAddress(textAt(record, 'src_ip'));
  const dst = canonicalAddress(textAt(record, 'dest_ip'));
  const time = readCalendarTime(textAt(record, 'timestamp'));
  const transport = readTransport(textAt(record, 'proto'));
  if (src === '' || dst === '' || transport === null || Number.isNaN(time)) return null;
  const id = valueAt(record, 'flow_id');
  return {
    id: typeof id === 'bigint' || typeof id === 'number' ? String(id) : '',
    transport: transport === 'icmp' && src.includes(':') ? 'icmp6' : transport,
    src,
    sport: numberAt(record, 'src_port') & 0xffff,
    dst,
    dport: numberAt(record, 'dest_port') & 0xffff,
    time,
  };
}

/** Key of a Suricata flow in the join table. */
export function eveKey(ends: EveEnds): string {
  if (ends.id !== '') return `eve ${ends.id}`;
  const [a, b] = [`${ends.src} ${ends.sport}`, `${ends.dst} ${ends.dport}`].sort();
  return `eve ${ends.transport} ${a} ${b}`;
}

/** The flow an application record belongs to. Answers may be written from the server's side: the well-known port tells. */
export function eveFlowOf(ends: EveEnds, joins: JoinTable, service: string, fromServer = false): number {
  const { src, sport, dst, dport, transport, time } = ends;
  const sketch: FlowSketch = fromServer
    ? { transport, src: dst, sport: dport, dst: src, dport: sport, service, time }
    : { transport, src, sport, dst, dport, service, time };
  return joins.refer(eveKey(ends), sketch);
}
