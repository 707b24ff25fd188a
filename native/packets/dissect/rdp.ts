import type { Dissector, DissectorOutput } from './dissector.ts';
import { FrameStream } from './frame-stream.ts';
import { startsWith } from './http-line.ts';
import { decodeText, NAME_LIMIT } from './text.ts';
import { TlsDissector } from './tls.ts';
import { tpktLength } from './tpkt.ts';

const PACKET_LIMIT = 512;
const COOKIE = 'Cookie: mstshash=';

/** RDP's connection request: the user its cookie names, then the TLS that follows. */
export class RdpDissector implements Dissector {
  readonly service = 'rdp';
  readonly #output: DissectorOutput;
  readonly #sides: readonly [FrameStream, FrameStream];
  readonly #seen: [boolean, boolean] = [false, false];
  #tls: TlsDissector | null = null;

  constructor(output: DissectorOutput) {
    this.#output = output;
    this.#sides = [this.#side(0), this.#side(1)];
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (this.#tls !== null) return this.#tls.payload(fromOriginator, bytes, time);
    if (this.#seen[0] && this.#seen[1]) {
      if (bytes[0] !== 0x16) return false;
      this.#tls = new TlsDissector(this.#output);
      return this.#tls.payload(fromOriginator, bytes, time);
    }
    const index = fromOriginator ? 0 : 1;
    if (!this.#seen[index]) this.#sides[index].push(bytes, time);
    return true;
  }

  gap(): boolean {
    return false;
  }

  end(): void {
    this.#tls?.end();
  }

  #side(index: 0 | 1): FrameStream {
    return new FrameStream(PACKET_LIMIT, tpktLength, (bytes, start, end, _wireLength, time) => {
      if (this.#seen[index]) return;
      this.#seen[index] = true;
      const from = start + 11;
      if (!startsWith(bytes, from, COOKIE)) return;
      let stop = from + COOKIE.length;
      while (stop < end && bytes[stop] !== 13 && bytes[stop] !== 10) stop++;
      const user = decodeText(bytes, from + COOKIE.length, stop, NAME_LIMIT);
      this.#output.record({ kind: 'login', protocol: 'rdp', time, user, ok: null });
    });
  }
}
