import type { ConnState } from '../../telemetry/flow.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/**
 * The connection state in Zeek's words from what flags each side was ever seen to send. The order is lost in such
 * logs: two FINs count as a normal end even when a reset came behind them.
 */
export function tcpStateFromFlags(out: number, inbound: number): ConnState {
  if ((out & SYN) === 0) return 'OTH';
  if (inbound === 0) return out & FIN ? 'SH' : out & RST ? 'RSTOS0' : 'S0';
  if ((inbound & SYN) === 0) return inbound & RST ? 'REJ' : 'OTH';
  if (out & FIN && inbound & FIN) return 'SF';
  // A scanner that answers SYN-ACK with a reset never completed the handshake; Zeek calls it the originator's reset too.
  if (out & RST) return 'RSTO';
  if (inbound & RST) return 'RSTR';
  if (out & FIN) return 'S2';
  return inbound & FIN ? 'S3' : 'S1';
}

/** Flag bits by letter, as flow tools print them (`...AP.SF`, `FSPA`). */
const LETTERS: Record<string, number> = { F: FIN, S: SYN, R: RST, P: 8, A: ACK, U: 32, E: 64, C: 128 };

/** OR of the flags whose letters are in a text; other characters count for nothing. */
export function tcpFlagsFromLetters(text: string): number {
  let flags = 0;
  for (const letter of text.slice(0, 16)) flags |= LETTERS[letter] ?? 0;
  return flags;
}
