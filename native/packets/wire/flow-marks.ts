import type { ConnState, Transport } from '../records.ts';
import type { ByteReader } from './byte-reader.ts';
import { WireError } from './byte-reader.ts';

/** First byte of an encoded flow. */
export const FLOW_VERSION = 1;

/** Connection states by their number on the wire; append only. */
const STATES: readonly ConnState[] = [
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
];
const STATE_NUMBERS = new Map(STATES.map((state, index) => [state, index]));

/** @returns the number of a state, that of `OTH` for one it does not know */
export function numberState(state: ConnState): number {
  return STATE_NUMBERS.get(state) ?? STATES.length - 1;
}

/** Transports by their number on the wire; append only. */
export const TRANSPORTS: readonly Transport[] = ['tcp', 'udp', 'icmp', 'icmp6', 'sctp', 'arp'];
/** Any other: the IP protocol number follows. */
export const OTHER_TRANSPORT = 255;

/** How an address is written. */
export const ADDRESS = { text: 0, ipv4: 1, ipv6: 2 } as const;

/** How a link address is written. */
export const MAC = { none: 0, text: 1, bytes: 2 } as const;

/** Whether the Community ID stands there or follows from the five-tuple. */
export const COMMUNITY_ID = { written: 0, derived: 1 } as const;

/** @throws WireError on a number that stands for no transport */
export function readTransport(reader: ByteReader): Transport {
  const known = reader.u8();
  if (known === OTHER_TRANSPORT) return `ip-${reader.u8()}`;
  const transport = TRANSPORTS[known];
  if (transport === undefined) throw new WireError('bad-value', `There is no transport ${known}.`);
  return transport;
}

/** @throws WireError on a number that stands for no state */
export function readState(reader: ByteReader): ConnState {
  const number = reader.u8();
  const state = STATES[number];
  if (state === undefined) throw new WireError('bad-value', `There is no connection state ${number}.`);
  return state;
}
