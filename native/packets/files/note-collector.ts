import type { CaptureNote } from '../records.ts';

const MOST_NOTES = 64;

/**
 * Gathers what is wrong with a capture: one note a code, with how often it happened and where first.
 * Bounded, since a hostile file can be wrong in every block.
 */
export class NoteCollector {
  readonly #notes = new Map<string, CaptureNote>();

  /**
   * @param code stable kebab-case code
   * @param text the sentence; the first one of a code is kept
   * @param offset file offset, -1 when none
   */
  add(code: string, text: string, offset: number, count = 1): void {
    const known = this.#notes.get(code);
    if (known !== undefined) {
      known.count += count;
    } else if (this.#notes.size < MOST_NOTES) {
      this.#notes.set(code, { code, text, offset, count });
    }
  }

  /** Hands over what was gathered and forgets it. */
  drain(take: (note: CaptureNote) => void): void {
    for (const note of this.#notes.values()) take(note);
    this.#notes.clear();
  }
}
