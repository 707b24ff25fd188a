/** One side of a SASL exchange: what to say first, then to each challenge. */
export interface SaslMechanism {
  readonly name: string;
  /** First message, null where the other side begins. */
  start(): string | null;
  /** Answer to a challenge. @throws Error for a challenge that is wrong or not the server's own */
  step(challenge: string): string;
  /** Whether the other side has proved what the mechanism lets it prove. */
  readonly proved: boolean;
}
