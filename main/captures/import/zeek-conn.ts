import type { ConnState, Transport } from '../../telemetry/flow.ts';
import { canonicalMac } from './canonical-address.ts';
import { createFlow, type LoggedDirection } from './create-flow.ts';
import { readFlowService } from './flow-service.ts';
import { type ZeekRow, type ZeekRun, zeekEnds, zeekKey } from './zeek-row.ts';

const STATES = new Set<string>([
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
const COMMUNITY_ID = /^1:[A-Za-z0-9+/]{27}=$/;

/** Reads a line of conn.log into a flow. Where ICMP is told, Zeek's ports are its type and code. */
export function readZeekConn(row: ZeekRow, run: ZeekRun): boolean | 'repeated' {
  const start = row.time('ts');
  const ends = zeekEnds(row);
  const transport = transportOf(row, ends?.src ?? '');
  if (Number.isNaN(start) || ends === null || transport === null) return false;
  const uid = row.text('uid');
  const key = uid === '' ? `${ends.src} ${ends.sport} ${ends.dst} ${ends.dport}` : uid;
  const id = run.joins.claim(zeekKey(key), start);
  if (id === null) return 'repeated';
  const isIcmp = transport === 'icmp' || transport === 'icmp6';
  const history = row.text('history');
  const state = row.text('conn_state');
  const communityId = row.text('community_id');
  const duration = row.number('duration');
  const vlans = [row.number('vlan'), row.number('inner_vlan')].filter((vlan) => vlan > 0 && vlan < 4096);
  const flow = createFlow({
    id,
    transport,
    src: ends.src,
    sport: isIcmp ? 0 : ends.sport,
    dst: ends.dst,
    dport: isIcmp ? 0 : ends.dport,
    icmpType: isIcmp ? ends.sport & 0xff : 0,
    // For types that are answered Zeek puts the answer's type where the code would be.
    icmpCode: isIcmp && !isAnswered(ends.sport) ? ends.dport & 0xff : 0,
    start,
    end: start + (duration > 0 && duration < 1e9 ? Math.round(duration * 1e6) : 0),
    state: STATES.has(state) ? (state as ConnState) : 'OTH',
    service: readFlowService(row.text('service')),
    vlans,
    tunnel: row.list('tunnel_parents').length > 0 ? 'tunnel' : '',
    srcMac: canonicalMac(row.text('orig_l2_addr')),
    dstMac: canonicalMac(row.text('resp_l2_addr')),
    communityId: COMMUNITY_ID.test(communityId) ? communityId : '',
    out: direction(row, 'orig', transport, historyFlags(history, false)),
    in: direction(row, 'resp', transport, historyFlags(history, true)),
  });
  run.sink({ kind: 'flow', flow, final: true });
  return true;
}

function transportOf(row: ZeekRow, src: string): Transport | null {
  switch (row.text('proto')) {
    case 'tcp':
      return 'tcp';
    case 'udp':
      return 'udp';
    case 'sctp':
      return 'sctp';
    case 'icmp':
      return src.includes(':') ? 'icmp6' : 'icmp';
    case 'icmp6':
      return 'icmp6';
    case 'unknown_transport': {
      const number = row.number('ip_proto');
      return `ip-${Number.isInteger(number) && number > 0 && number < 256 ? number : 255}`;
    }
    default:
      return null;
  }
}

function isAnswered(type: number): boolean {
  return type === 8 || type === 13 || type === 15 || type === 17 || type === 128 || (type >= 133 && type <= 136);
}

function direction(row: ZeekRow, side: 'orig' | 'resp', transport: Transport, flags: number): LoggedDirection {
  const told = count(row.number(`${side}_bytes`));
  const bytes = count(row.number(`${side}_ip_bytes`));
  // Zeek takes payload from sequence numbers: a forged number makes it huge, unless bytes are known to be missing.
  const payload = bytes > 0 && told > bytes && row.number('missed_bytes') === 0 ? 0 : told;
  return {
    packets: count(row.number(`${side}_pkts`)),
    payload,
    bytes: bytes > 0 ? bytes : payload,
    flags: transport === 'tcp' ? flags : 0,
  };
}

function count(value: number): number {
  return value > 0 && value < 1e15 ? Math.floor(value) : 0;
}

/** TCP flags seen, from Zeek's history: the responder's letters are in lower case. */
function historyFlags(history: string, responder: boolean): number {
  let flags = 0;
  const text = history.slice(0, 128);
  for (const letter of text) {
    if ((letter === letter.toLowerCase()) !== responder) continue;
    switch (letter.toUpperCase()) {
      case 'S':
        flags |= 0x02;
        break;
      case 'H':
        flags |= 0x12;
        break;
      case 'A':
        flags |= 0x10;
        break;
      case 'D':
        flags |= 0x18;
        break;
      case 'F':
        flags |= 0x11;
        break;
      case 'R':
        flags |= 0x04;
        break;
      default:
        break;
    }
  }
  return flags;
}
