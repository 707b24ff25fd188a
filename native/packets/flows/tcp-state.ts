import type { ConnState } from '../records.ts';

/** States of one end of a TCP connection, as Zeek's connection logs name them. */
export const ENDPOINT = {
  inactive: 0,
  synSent: 1,
  synAckSent: 2,
  partial: 3,
  established: 4,
  closed: 5,
  reset: 6,
} as const;

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/**
 * Moves the two ends of a connection on by one segment.
 * @param states originator's state in bits 0-3, responder's in bits 4-7
 * @param forward whether the originator sent it
 * @returns the new states, packed the same way
 */
export function advanceStates(states: number, forward: boolean, flags: number): number {
  let own = forward ? states & 15 : states >> 4;
  let peer = forward ? states >> 4 : states & 15;
  if ((flags & RST) !== 0) {
    // A reset after both ends closed is tidying up.
    if (!(own === ENDPOINT.closed && peer === ENDPOINT.closed)) own = ENDPOINT.reset;
  } else if ((flags & SYN) !== 0) {
    if (own === ENDPOINT.inactive || own === ENDPOINT.partial) {
      if ((flags & ACK) === 0) {
        own = ENDPOINT.synSent;
      } else if (peer === ENDPOINT.inactive) {
        own = ENDPOINT.synAckSent;
      } else {
        own = ENDPOINT.established;
        if (peer === ENDPOINT.synSent || peer === ENDPOINT.partial) peer = ENDPOINT.established;
      }
    } else if (own === ENDPOINT.synSent && (flags & ACK) !== 0) {
      own = ENDPOINT.established;
      if (peer === ENDPOINT.synSent) peer = ENDPOINT.established;
    }
    // The SYN came after the answer to it: both were there.
    if ((flags & ACK) === 0 && own === ENDPOINT.synSent && peer === ENDPOINT.synAckSent) {
      own = ENDPOINT.established;
      peer = ENDPOINT.established;
    }
  } else if (own === ENDPOINT.inactive) {
    own = ENDPOINT.partial;
  }
  if ((flags & FIN) !== 0 && own !== ENDPOINT.reset) own = ENDPOINT.closed;
  return forward ? own | (peer << 4) : peer | (own << 4);
}

/** @returns whether the connection is over: reset by either end, or closed by both */
export function isClosed(states: number): boolean {
  const originator = states & 15;
  const responder = (states >> 4) & 15;
  return (
    originator === ENDPOINT.reset ||
    responder === ENDPOINT.reset ||
    (originator === ENDPOINT.closed && responder === ENDPOINT.closed)
  );
}

/**
 * Zeek's `conn_state` of a TCP connection.
 * @param hasPayload whether either side sent any
 */
export function nameState(states: number, hasPayload: boolean): ConnState {
  const originator = states & 15;
  const responder = (states >> 4) & 15;
  const isOriginatorIdle = originator === ENDPOINT.inactive || originator === ENDPOINT.partial;
  const isResponderIdle = responder === ENDPOINT.inactive || responder === ENDPOINT.partial;
  if (responder === ENDPOINT.reset) {
    const isRefused =
      originator === ENDPOINT.synSent ||
      originator === ENDPOINT.synAckSent ||
      (originator === ENDPOINT.reset && !hasPayload);
    if (isRefused) return 'REJ';
    return isOriginatorIdle ? 'RSTRH' : 'RSTR';
  }
  if (originator === ENDPOINT.reset) return isResponderIdle ? 'RSTOS0' : 'RSTO';
  if (originator === ENDPOINT.closed && responder === ENDPOINT.closed) return 'SF';
  if (originator === ENDPOINT.closed) return isResponderIdle ? 'SH' : 'S2';
  if (responder === ENDPOINT.closed) return isOriginatorIdle ? 'SHR' : 'S3';
  if (originator === ENDPOINT.synSent && responder === ENDPOINT.inactive) return 'S0';
  if (originator === ENDPOINT.established && responder === ENDPOINT.established) return 'S1';
  return 'OTH';
}
