/** What a file is by its first bytes. */
export type CaptureFormat = 'pcap' | 'pcapng' | 'gzip' | 'other';

const PCAP_MAGICS = new Set([0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0xa1b2cd34, 0x34cdb2a1]);

/**
 * Tells the format of a file.
 * @param head the first bytes of the file; 4 decide
 */
export function sniffCapture(head: Uint8Array): CaptureFormat {
  if (head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.length < 4) return 'other';
  const magic = new DataView(head.buffer, head.byteOffset, 4).getUint32(0);
  if (magic === 0x0a0d0d0a) return 'pcapng';
  return PCAP_MAGICS.has(magic) ? 'pcap' : 'other';
}
