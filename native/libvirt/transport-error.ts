/** What kept a connection from being made, or ended it. */
export type TransportFailure =
  | 'unreachable'
  | 'refused'
  | 'certificate'
  | 'authentication'
  | 'permission'
  | 'timeout'
  | 'protocol'
  | 'too-old'
  | 'wrong-uri'
  | 'host-key';

/** A connection that could not be made, or is no more. The message is a sentence that says what to do. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly kind: TransportFailure;
  /** What the system or the other side said, for the log and the curious; hostile text. */
  readonly detail: string;

  constructor(kind: TransportFailure, message: string, detail = '') {
    super(message);
    this.kind = kind;
    this.detail = detail;
  }
}
