/** Bytes that are not what they should be. */
export class XdrError extends Error {
  override readonly name = 'XdrError';
}
