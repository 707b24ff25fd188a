/** How a frame lies in bytes; see docs/agent-protocol.md. Offsets and lengths in bytes. */
export const frameLayout = {
  /** "MIEN". */
  magic: Uint8Array.of(0x4d, 0x49, 0x45, 0x4e),
  version: 1,
  versionAt: 4,
  kindAt: 5,
  reservedAt: 6,
  lengthAt: 8,
  sequenceAt: 12,
  checksumAt: 16,
  headerBytes: 20,
  mostBodyBytes: 65_536,
} as const;
