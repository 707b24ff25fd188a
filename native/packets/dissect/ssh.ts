import type { Dissector, DissectorOutput } from './dissector.ts';
import { startsWith } from './http-line.ts';
import { LineStream } from './line-stream.ts';
import { decodeText, NAME_LIMIT } from './text.ts';

/** Lines a server may send before its identification (RFC 4253, 4.2). */
const PREFACE_LIMIT = 16;

/** SSH identification strings; one record when both sides have spoken, or the flow ends. */
export class SshDissector implements Dissector {
  readonly service = 'ssh';
  readonly #output: DissectorOutput;
  readonly #lines: readonly [LineStream, LineStream];
  readonly #banners: [string, string] = ['', ''];
  readonly #prefaces: [number, number] = [0, 0];
  /** Directions that no longer speak in lines. */
  readonly #over: [boolean, boolean] = [false, false];
  #time = -1;

  constructor(output: DissectorOutput) {
    this.#output = output;
    this.#lines = [this.#side(0), this.#side(1)];
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    const index = fromOriginator ? 0 : 1;
    if (!this.#over[index]) this.#lines[index].push(bytes, 0, time);
    return !this.#isOver();
  }

  gap(fromOriginator: boolean): boolean {
    this.#over[fromOriginator ? 0 : 1] = true;
    return !this.#isOver();
  }

  end(): void {
    if (this.#time < 0) return;
    const [client, server] = this.#banners;
    this.#output.record({ kind: 'ssh', time: this.#time, client, server });
    this.#time = -1;
  }

  #isOver(): boolean {
    if (!this.#over[0] || !this.#over[1]) return false;
    this.end();
    return true;
  }

  #side(index: 0 | 1): LineStream {
    const stream = new LineStream(NAME_LIMIT, (bytes, start, end, _wireLength, time) => {
      if (this.#over[index]) return;
      if (startsWith(bytes, start, 'SSH-')) {
        this.#banners[index] = decodeText(bytes, start, end, NAME_LIMIT);
        if (this.#time < 0) this.#time = time;
        this.#over[index] = true;
      } else if (++this.#prefaces[index] > PREFACE_LIMIT) {
        this.#over[index] = true;
      }
      if (this.#over[index]) stream.pause();
    });
    return stream;
  }
}
