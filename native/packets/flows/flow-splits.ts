import type { Packet } from '../decode/packet.ts';
import { ARP_PROTOCOL } from '../decode/packet.ts';
import { D, ROW_DOUBLES, ROW_WORDS, STATUS, W } from './flow-layout.ts';
import { IDLE, NEW_ATTEMPT_AFTER, REORDERED_PACKETS } from './flow-limits.ts';
import type { FlowRows } from './flow-rows.ts';
import { ENDPOINT, isClosed } from './tcp-state.ts';

/** @returns the silence in microseconds after which a flow is over */
export function idleLimit(rows: FlowRows, row: number): number {
  const at = row * ROW_WORDS;
  const protocol = rows.words[at + W.kind]! & 0xffff;
  if (protocol === 17) return IDLE.udp;
  if (protocol === ARP_PROTOCOL) return IDLE.arp;
  if (protocol !== 6 && protocol !== 132) return IDLE.other;
  const states = rows.words[at + W.status]! & 0xff;
  if (isClosed(states)) return IDLE.tcpClosed;
  const isUnanswered = states === ENDPOINT.synSent;
  return isUnanswered ? IDLE.tcpUnanswered : IDLE.tcp;
}

/**
 * Judges a SYN (without ACK) that matches an open flow; `rows.forward` tells its direction.
 * @returns whether it begins a new connection rather than belonging to this one
 */
export function isNewConnection(rows: FlowRows, row: number, packet: Packet): boolean {
  const at = row * ROW_WORDS;
  const base = row * ROW_DOUBLES;
  const { words, doubles, forward } = rows;
  const status = words[at + W.status]!;
  const states = status & 0xff;
  const hasOwnSyn = (status & (forward ? STATUS.synOut : STATUS.synIn)) !== 0;
  const initial = words[at + (forward ? W.initialOut : W.initialIn)]!;
  const idle = packet.time - doubles[base + D.end]!;
  // The same sequence number again is the same attempt, even after a refusal.
  if (hasOwnSyn && initial === packet.sequence && idle < IDLE.tcpUnanswered) return false;
  if (isClosed(states) || idle > NEW_ATTEMPT_AFTER) return true;
  if (hasOwnSyn) return (states & 15) !== ENDPOINT.synSent || states >> 4 !== ENDPOINT.inactive;
  const hasOtherSyn = (status & (forward ? STATUS.synIn : STATUS.synOut)) !== 0;
  return !hasOtherSyn && doubles[base + D.out]! + doubles[base + D.in]! >= REORDERED_PACKETS;
}
