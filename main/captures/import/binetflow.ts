import type { ConnState } from '../../telemetry/flow.ts';
import { readBinetflowHeader, type BinetflowColumns } from './binetflow-columns.ts';
import { canonicalAddress } from './canonical-address.ts';
import { createFlow, SILENT, type LoggedDirection } from './create-flow.ts';
import { splitCsvLine } from './csv-columns.ts';
import { estimatePayload, withoutEthernet } from './estimate-payload.ts';
import { createImportRemarks } from './import-remarks.ts';
import type { ImportOptions, Importer } from './importer.ts';
import { createLineSplitter } from './line-splitter.ts';
import { readCalendarTime, readEpochSeconds } from './read-time.ts';
import { readTransport } from './read-transport.ts';
import { tcpFlagsFromLetters, tcpStateFromFlags } from './tcp-state.ts';

/** Reads Argus flow exports (CTU's binetflow), separated by commas or tabs. Times have no zone: they are taken as UTC. */
export function createBinetflowImporter(options: ImportOptions): Importer {
  const remarks = createImportRemarks();
  let columns: BinetflowColumns | null = null;
  let taken = 0;
  let skipped = 0;

  function skip(code: string, text: string, line: number): void {
    skipped += 1;
    remarks.note(code, text, line);
  }

  function readLine(text: string, number: number): void {
    if (text.trim() === '') return;
    const header = readBinetflowHeader(text);
    if (header !== null) {
      columns = header;
      return;
    }
    if (columns === null) {
      skip('no-header', 'Lines before the header say nothing about their columns; they were skipped.', number);
      return;
    }
    const { index, separator } = columns;
    const cells = splitCsvLine(text, separator);
    const cell = (name: string): string => cells[index.get(name) ?? -1] ?? '';
    const proto = cell('proto').toLowerCase();
    if (proto === 'man' || proto === 'llc' || proto === 'loop' || /^[0-9a-f:]{17}$/.test(cell('srcaddr'))) {
      skip('not-ip', 'Lines about Argus itself or about frames without IP were skipped.', number);
      return;
    }
    if (tellFlow(cell, proto)) taken += 1;
    else skip('bad-line', 'Lines without a valid time, protocol or addresses were skipped.', number);
  }

  function tellFlow(cell: (name: string) => string, proto: string): boolean {
    const first = canonicalAddress(cell('srcaddr'));
    const second = canonicalAddress(cell('dstaddr'));
    const named = readTransport(proto);
    const calendar = readCalendarTime(cell('starttime'));
    const start = Number.isNaN(calendar) ? readEpochSeconds(cell('starttime')) : calendar;
    if (first === '' || second === '' || named === null || Number.isNaN(start)) return false;
    const transport = named === 'icmp' && first.includes(':') ? 'icmp6' : named;
    const total = { packets: count(cell('totpkts')), bytes: count(cell('totbytes')) };
    const sourceBytes = Math.min(count(cell('srcbytes')), total.bytes || Number.MAX_SAFE_INTEGER);
    const sourcePackets =
      cell('srcpkts') === '' ? sharePackets(total.packets, total.bytes, sourceBytes) : count(cell('srcpkts'));
    const [sourceFlags, targetFlags] = flagsOf(cell('state'));
    const side = (packets: number, bytes: number, flags: number): LoggedDirection => {
      const ipBytes = withoutEthernet(packets, bytes);
      return {
        packets,
        bytes: ipBytes,
        payload: estimatePayload(transport, first.includes(':'), packets, ipBytes),
        flags: transport === 'tcp' ? flags : 0,
      };
    };
    const fromSource = side(sourcePackets, sourceBytes, sourceFlags);
    const fromTarget = side(
      Math.max(0, total.packets - sourcePackets),
      Math.max(0, total.bytes - sourceBytes),
      targetFlags,
    );
    // An arrow to the left: the second column began it.
    const isReversed = cell('dir').includes('<-') && !cell('dir').includes('>');
    const isIcmp = transport === 'icmp' || transport === 'icmp6';
    const ports = isIcmp || transport === 'arp' ? [0, 0] : [port(cell('sport')), port(cell('dport'))];
    const duration = Number(cell('dur'));
    const [out, inbound] = isReversed ? [fromTarget, fromSource] : [fromSource, fromTarget];
    const flow = createFlow({
      id: options.nextFlowId(),
      transport,
      src: isReversed ? second : first,
      sport: ports[isReversed ? 1 : 0] ?? 0,
      dst: isReversed ? first : second,
      dport: ports[isReversed ? 0 : 1] ?? 0,
      icmpType: isIcmp ? icmpTypeOf(cell('state'), port(cell('sport'))) : 0,
      start,
      end: start + (duration > 0 && duration < 1e9 ? Math.round(duration * 1e6) : 0),
      state: transport === 'tcp' ? stateOf(cell('state'), out, inbound) : 'OTH',
      out,
      in: inbound.packets === 0 ? SILENT : inbound,
    });
    options.sink({ kind: 'flow', flow, final: true });
    return true;
  }

  const lines = createLineSplitter({
    line: readLine,
    tooLong: (number) => skip('line-too-long', 'Lines of more than 1 MiB were skipped.', number),
  });
  return {
    push: (bytes) => lines.push(bytes),
    end() {
      lines.end();
      if (taken > 0) remarks.note('no-time-zone', 'Argus writes times without their zone; they were taken as UTC.', 0);
      return { taken, skipped, remarks: remarks.list() };
    },
  };
}

function count(text: string): number {
  const value = text.length > 20 ? 0 : Number(text);
  return value > 0 && value < 1e15 ? Math.floor(value) : 0;
}

/** Ports are decimal, or hexadecimal (`0x0303`) for ICMP. */
function port(text: string): number {
  const value = text.length > 8 ? 0 : Number(text);
  return Number.isInteger(value) && value >= 0 && value <= 65_535 ? value : 0;
}

/** Packets of the source where only the total is told: by its share of the bytes. */
function sharePackets(packets: number, bytes: number, sourceBytes: number): number {
  if (bytes === 0 || sourceBytes >= bytes) return packets;
  return sourceBytes === 0 ? 0 : Math.min(packets, Math.max(1, Math.round((packets * sourceBytes) / bytes)));
}

/** `FSPA_SRPA`: the flags of each side; [0, 0] for a state in words. */
function flagsOf(state: string): [number, number] {
  const parts = /^([FSRPAUEC]{0,8})_([FSRPAUEC]{0,8})$/.exec(state);
  return parts === null ? [0, 0] : [tcpFlagsFromLetters(parts[1] ?? ''), tcpFlagsFromLetters(parts[2] ?? '')];
}

const ZEEK_STATES = new Set<string>([
  'S0',
  'S1',
  'SF',
  'REJ',
  'S2',
  'S3',
  'RSTO',
  'RSTR',
  'RSTOS0',
  'RSTRH',
  'SH',
  'SHR',
  'OTH',
]);

function stateOf(state: string, out: LoggedDirection, inbound: LoggedDirection): ConnState {
  if (out.flags !== 0 || inbound.flags !== 0) return tcpStateFromFlags(out.flags, inbound.flags);
  if (ZEEK_STATES.has(state)) return state as ConnState;
  switch (state) {
    case 'REQ':
      return 'S0';
    case 'RST':
      return inbound.packets === 0 ? 'RSTOS0' : inbound.payload > 0 || out.payload > 0 ? 'RSTR' : 'REJ';
    case 'FIN':
    case 'CLO':
      return inbound.packets === 0 ? 'SH' : 'SF';
    case 'CON':
    case 'EST':
    case 'ACC':
      return inbound.packets === 0 ? 'OTH' : 'S1';
    default:
      return 'OTH';
  }
}

/** ICMP type by Argus's state word; the port column holds type and code where it is hexadecimal. */
function icmpTypeOf(state: string, portValue: number): number {
  if (state.startsWith('ECO')) return 8;
  if (state.startsWith('UR')) return 3;
  if (state.startsWith('TX') || state === 'TIM') return 11;
  if (state.startsWith('RED')) return 5;
  return portValue > 255 ? portValue >> 8 : portValue;
}
