/** Big-endian 16-bit number at `at`; bytes beyond the end count as 0. */
export function readU16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

/** Big-endian 24-bit number at `at`; bytes beyond the end count as 0. */
export function readU24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
}

/** Big-endian unsigned 32-bit number at `at`; bytes beyond the end count as 0. */
export function readU32(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 0x1000000 + readU24(bytes, at + 1);
}

/** Little-endian 16-bit number at `at`; bytes beyond the end count as 0. */
export function readU16Le(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

/** Little-endian unsigned 32-bit number at `at`; bytes beyond the end count as 0. */
export function readU32Le(bytes: Uint8Array, at: number): number {
  return (readU16Le(bytes, at) | ((bytes[at + 2] ?? 0) << 16)) + (bytes[at + 3] ?? 0) * 0x1000000;
}
