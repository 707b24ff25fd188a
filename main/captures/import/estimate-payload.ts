import type { Transport } from '../../telemetry/flow.ts';

/**
 * Bytes above the transport header, for logs that count IP bytes only. TCP headers are taken as 32 bytes (timestamps),
 * 40 where no more than two packets went (the options of a SYN), so a bare handshake has no payload.
 */
export function estimatePayload(transport: Transport, isV6: boolean, packets: number, bytes: number): number {
  const network = isV6 ? 40 : 20;
  const transported = transport === 'tcp' ? (packets <= 2 ? 40 : 32) : transport === 'sctp' ? 28 : 8;
  return Math.max(0, bytes - packets * (network + transported));
}

/** IP bytes, for logs that count Ethernet frames; 14 bytes of header go with each packet. */
export function withoutEthernet(packets: number, bytes: number): number {
  return bytes >= packets * 34 ? bytes - packets * 14 : bytes;
}
