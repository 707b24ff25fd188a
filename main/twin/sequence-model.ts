/** A token of a sequence: an index into the vocabulary of its model. 0 stands for what the model has never seen. */
export type Token = number;

/** What a model expects next. */
export interface Expected {
  token: Token;
  probability: number;
}

/**
 * A probability over what comes next, given what came: predicts, scores and generates. Implementations are deterministic;
 * counts are integers, so that models that learned apart add up to the one that would have learned all.
 */
export interface SequenceModel {
  /** Longest context plus one. */
  readonly order: number;
  /** Tokens learned from, after decay. */
  readonly learned: number;
  /** Learns one unbroken run, from its start. */
  learn(run: ArrayLike<Token>): void;
  /**
   * Surprise of each event of an unbroken run in bits, −log₂ p(event | up to order − 1 before it).
   * @param into as long as the run at least; filled from 0
   */
  score(run: ArrayLike<Token>, into: Float32Array): void;
  /** The most probable next tokens, most probable first. @param context what came, its last events count */
  expect(context: ArrayLike<Token>, most: number): Expected[];
  /** Draws the next token. @param random uniform in [0, 1) */
  draw(context: ArrayLike<Token>, random: number): Token;
  /** Adds the counts of another of the same order. @throws {RangeError} of another order or epoch */
  merge(other: this): void;
  /** Halves all counts, rounding down: one epoch of forgetting. */
  decay(): void;
  /** Size of {@link SequenceModel.toBytes}, bytes. */
  sizeBytes(): number;
  toBytes(): Uint8Array;
}
