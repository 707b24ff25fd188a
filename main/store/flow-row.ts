import { toAddressText, toAddressValue } from './address-value.ts';
import type { FlowColumns, StoredFlow } from './flow-columns.ts';
import type { WordTable } from './word-table.ts';

/** A row of the flow table as SQLite gives it, without the reader's own account of the flow. */
export interface FlowRow {
  id: number;
  start: number;
  finish: number;
  transport: number;
  src: unknown;
  sport: number;
  dst: unknown;
  dport: number;
  vlan: number | null;
  tunnel: number;
  service: number;
  state: number;
  packets_out: number;
  packets_in: number;
  bytes_out: number;
  bytes_in: number;
  name: string;
  final: number;
}

/** Names of the columns, in the order `writeFlowRow` writes them. */
export const flowRowColumns =
  'id, start, finish, transport, src, sport, dst, dport, vlan, tunnel, service, state, packets_out, packets_in, bytes_out, bytes_in, name, final';

/** Writes the columns of a flow and then its `detail` into `values`, from `from` on. */
export function writeFlowRow(
  values: unknown[],
  from: number,
  flow: StoredFlow,
  detail: Uint8Array,
  words: WordTable,
): void {
  let at = from;
  values[at++] = flow.id;
  values[at++] = flow.start;
  values[at++] = flow.end;
  values[at++] = words.idOf(flow.transport);
  values[at++] = typeof flow.src === 'string' ? toAddressValue(flow.src) : flow.src;
  values[at++] = flow.sport;
  values[at++] = typeof flow.dst === 'string' ? toAddressValue(flow.dst) : flow.dst;
  values[at++] = flow.dport;
  values[at++] = flow.vlan;
  values[at++] = words.idOf(flow.tunnel);
  values[at++] = words.idOf(flow.service);
  values[at++] = words.idOf(flow.state);
  values[at++] = flow.packetsOut;
  values[at++] = flow.packetsIn;
  values[at++] = flow.bytesOut;
  values[at++] = flow.bytesIn;
  values[at++] = flow.name;
  values[at++] = flow.final ? 1 : 0;
  values[at] = detail;
}

/** Reads a row back. */
export function readFlowRow(row: FlowRow, words: WordTable): FlowColumns {
  return {
    id: row.id,
    start: row.start,
    end: row.finish,
    transport: words.textOf(row.transport),
    src: toAddressText(row.src),
    sport: row.sport,
    dst: toAddressText(row.dst),
    dport: row.dport,
    vlan: row.vlan,
    tunnel: words.textOf(row.tunnel),
    service: words.textOf(row.service),
    state: words.textOf(row.state),
    packetsOut: row.packets_out,
    packetsIn: row.packets_in,
    bytesOut: row.bytes_out,
    bytesIn: row.bytes_in,
    name: row.name,
    final: row.final === 1,
  };
}
