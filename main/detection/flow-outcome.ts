import type { DirectionStats, Flow } from '../telemetry/flow.ts';

/** What became of an attempt: `answered` carried talk both ways, `refused` was turned away, `unanswered` met silence. */
export type Outcome = 'answered' | 'refused' | 'unanswered' | 'unclear';

/** Ports whose owner is the server whichever side was seen first. */
const SERVER_PORTS = new Set([
  53, 67, 123, 137, 138, 161, 443, 445, 500, 514, 853, 1194, 1433, 1521, 1883, 1900, 2049, 3306, 3389, 3702, 4500, 5060,
  5222, 5228, 5353, 5355, 5432, 5671, 5672, 6379, 8080, 8443, 8883, 9092, 9200, 27_017,
]);

/** Where fresh client ports begin on the common systems that start lowest. */
const EPHEMERAL = 32_768;

const isServerPort = (port: number): boolean => port !== 0 && (port < 1024 || SERVER_PORTS.has(port));

function isReversed(flow: Flow): boolean {
  if (flow.transport === 'tcp') {
    if (flow.state !== 'OTH' && flow.state !== 'SHR' && flow.state !== 'RSTRH') return false;
    if (flow.state !== 'OTH') return false;
    // A SYN of the originator settles who is who.
    if ((flow.out.flags & 2) !== 0 && (flow.out.flags & 16) === 0) return false;
  } else if (flow.transport !== 'udp') return false;
  if (isServerPort(flow.dport) || flow.sport === flow.dport) return false;
  return isServerPort(flow.sport) || (flow.transport === 'tcp' && flow.sport < EPHEMERAL && flow.dport >= EPHEMERAL);
}

/**
 * A flow seen from its client: where the capture began in the middle of a conversation the first packet may be the
 * server's, and then the sides are exchanged.
 */
export function orientFlow(flow: Flow): Flow {
  if (!isReversed(flow)) return flow;
  return {
    ...flow,
    src: flow.dst,
    sport: flow.dport,
    srcMac: flow.dstMac,
    dst: flow.src,
    dport: flow.sport,
    dstMac: flow.srcMac,
    out: flow.in,
    in: flow.out,
    entropyOut: flow.entropyIn,
    entropyIn: flow.entropyOut,
  };
}

const carried = (side: DirectionStats): boolean => side.payload > 0 || side.dataPackets > 0;

/** What became of the attempt a flow stands for. */
export function outcomeOf(flow: Flow): Outcome {
  if (flow.transport === 'tcp') {
    switch (flow.state) {
      case 'S0':
      case 'SH':
      case 'RSTOS0':
        return 'unanswered';
      case 'REJ':
        return 'refused';
      case 'OTH':
        if (flow.in.packets === 0) return 'unclear';
        return carried(flow.in) ? 'answered' : (flow.in.flags & 4) !== 0 ? 'refused' : 'unclear';
      case 'RSTRH':
      case 'SHR':
        return 'unclear';
      default:
        // Scanners tear half-open connections down: nothing was said.
        return carried(flow.out) || carried(flow.in) || flow.state === 'SF' || flow.state === 'S1'
          ? 'answered'
          : flow.in.packets > 0
            ? 'answered'
            : 'unanswered';
    }
  }
  if (flow.transport === 'arp') return 'unclear';
  if (flow.in.packets === 0) return flow.out.packets > 0 ? 'unanswered' : 'unclear';
  return flow.out.packets > 0 ? 'answered' : 'unclear';
}

/** Whether nothing was said on an open port: what a SYN or connect scan leaves behind. */
export function isEmptyVisit(flow: Flow): boolean {
  return flow.transport === 'tcp' && !carried(flow.out) && !carried(flow.in) && flow.out.packets + flow.in.packets <= 8;
}

/** A TCP probe that carries neither SYN nor ACK (NULL, FIN, Xmas scans), which no ordinary stack sends first. */
export function isStealthProbe(flow: Flow): boolean {
  return (
    flow.transport === 'tcp' &&
    flow.out.packets > 0 &&
    flow.out.packets <= 3 &&
    (flow.out.flags & (2 | 16 | 4)) === 0 &&
    !carried(flow.out) &&
    flow.state === 'OTH'
  );
}
