import type { ConnState, Flow } from '../../telemetry/flow.ts';
import { canonicalAddress, canonicalMac } from './canonical-address.ts';
import { createFlow, SILENT, type LoggedDirection, type LoggedFlow } from './create-flow.ts';
import { splitCsvLine } from './csv-columns.ts';
import { estimatePayload } from './estimate-payload.ts';
import { createFlowPairs } from './flow-pairs.ts';
import { createImportRemarks } from './import-remarks.ts';
import type { ImportOptions, Importer } from './importer.ts';
import { createLineSplitter } from './line-splitter.ts';
import { type NfdumpColumn, readNfdumpHeader } from './nfdump-columns.ts';
import { readCalendarTime, readEpochSeconds } from './read-time.ts';
import { readTransport } from './read-transport.ts';
import { tcpFlagsFromLetters, tcpStateFromFlags } from './tcp-state.ts';

/**
 * Reads nfdump's CSV forms. A line is one direction unless nfdump joined them (`-B`): the two directions of a
 * conversation are joined here. Times have no zone: they are taken as UTC.
 */
export function createNfdumpImporter(options: ImportOptions): Importer {
  const remarks = createImportRemarks();
  const pairs = createFlowPairs((one, back) =>
    options.sink({ kind: 'flow', flow: joinDirections(options.nextFlowId(), one, back), final: true }),
  );
  let columns: ReadonlyMap<NfdumpColumn, number> | null = null;
  let inSummary = false;
  let taken = 0;
  let skipped = 0;

  function skip(code: string, text: string, line: number): void {
    skipped += 1;
    remarks.note(code, text, line);
  }

  function readLine(text: string, number: number): void {
    if (text.trim() === '') return;
    const header = readNfdumpHeader(text);
    if (header !== null) {
      columns = header;
      inSummary = false;
    } else if (text.startsWith('Summary') || text.startsWith('No matching flows')) inSummary = true;
    else if (columns === null)
      skip('no-header', 'Lines before the header say nothing about their columns; they were skipped.', number);
    else if (!inSummary) {
      const logged = readRow(text, columns);
      if (logged === null) skip('bad-line', 'Lines without a valid time, protocol or addresses were skipped.', number);
      else {
        taken += 1;
        pairs.add(logged, logged.in.packets === 0);
      }
    }
  }

  const lines = createLineSplitter({
    line: readLine,
    tooLong: (number) => skip('line-too-long', 'Lines of more than 1 MiB were skipped.', number),
  });
  return {
    push: (bytes) => lines.push(bytes),
    end() {
      lines.end();
      pairs.finish();
      if (taken > 0) remarks.note('no-time-zone', 'nfdump writes times without their zone; they were taken as UTC.', 0);
      return { taken, skipped, remarks: remarks.list() };
    },
  };
}

function readRow(text: string, columns: ReadonlyMap<NfdumpColumn, number>): LoggedFlow | null {
  const cells = splitCsvLine(text, ',');
  const cell = (name: NfdumpColumn): string => cells[columns.get(name) ?? -1] ?? '';
  const src = canonicalAddress(cell('src'));
  const dst = canonicalAddress(cell('dst'));
  const named = readTransport(cell('proto'));
  const start = readTime(cell('start'));
  if (src === '' || dst === '' || named === null || Number.isNaN(start)) return null;
  const transport = named === 'icmp' && src.includes(':') ? 'icmp6' : named;
  const isIcmp = transport === 'icmp' || transport === 'icmp6';
  const duration = Number(cell('duration') || Number.NaN);
  const told = readTime(cell('end'));
  const end = duration >= 0 && duration < 1e9 ? start + Math.round(duration * 1e6) : Number.isNaN(told) ? start : told;
  const side = (packets: number, bytes: number, flags: number): LoggedDirection => ({
    packets,
    bytes,
    payload: estimatePayload(transport, src.includes(':'), packets, bytes),
    flags,
  });
  const flags = transport === 'tcp' ? tcpFlagsFromLetters(cell('flags').toUpperCase()) : 0;
  const packets = count(cell('packets'));
  const packetsIn = count(cell('packetsIn'));
  const vlan = count(cell('vlan'));
  // nfdump writes type and code of ICMP as the destination port, type × 256 + code, or as `type.code`.
  const [icmpType, icmpCode] = isIcmp ? icmpOf(cell('dport')) : [0, 0];
  return {
    id: 0,
    transport,
    src,
    sport: isIcmp ? 0 : port(cell('sport')),
    dst,
    dport: isIcmp ? 0 : port(cell('dport')),
    icmpType,
    icmpCode,
    start,
    end,
    state: 'OTH',
    vlans: vlan > 0 && vlan < 4096 ? [vlan] : [],
    srcMac: knownMac(cell('srcMac')),
    dstMac: knownMac(cell('dstMac')),
    out: side(packets, count(cell('bytes')), flags),
    // Joined by nfdump itself: the flags are those of both sides together.
    in: packetsIn > 0 ? side(packetsIn, count(cell('bytesIn')), flags) : SILENT,
  };
}

function joinDirections(id: number, one: LoggedFlow, back: LoggedFlow | null): Flow {
  const inbound = back === null ? one.in : back.out;
  const isTcp = one.transport === 'tcp';
  return createFlow({
    ...one,
    id,
    start: Math.min(one.start, back?.start ?? one.start),
    end: Math.max(one.end, back?.end ?? one.end),
    state: isTcp ? stateOf(one.out, inbound) : 'OTH',
    in: inbound,
  });
}

function stateOf(out: LoggedDirection, inbound: LoggedDirection): ConnState {
  return tcpStateFromFlags(out.flags, inbound.packets === 0 ? 0 : inbound.flags);
}

function readTime(text: string): number {
  const calendar = readCalendarTime(text);
  if (!Number.isNaN(calendar)) return calendar;
  return readEpochSeconds(text);
}

function count(text: string): number {
  const value = text.length > 20 ? 0 : Number(text);
  return value > 0 && value < 1e15 ? Math.floor(value) : 0;
}

function port(text: string): number {
  const value = text.length > 8 ? 0 : Number(text);
  return Number.isInteger(value) && value >= 0 && value <= 65_535 ? value : 0;
}

function icmpOf(text: string): [number, number] {
  const parts = /^(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (parts !== null) return [Number(parts[1]) & 0xff, Number(parts[2]) & 0xff];
  const value = port(text);
  return [value >> 8, value & 0xff];
}

function knownMac(text: string): string {
  const mac = canonicalMac(text);
  return mac === '00:00:00:00:00:00' ? '' : mac;
}
