import type { TlsRecord } from '../records.ts';
import { ClientHello } from './client-hello.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { fingerprint } from './fingerprint.ts';
import { readU24 } from './numbers.ts';
import { deriveClientKeys, findQuicVersion } from './quic-keys.ts';
import type { QuicKeys } from './quic-keys.ts';
import { openInitial, readLongHeader, readVarint } from './quic-packet.ts';
import type { QuicPacket } from './quic-packet.ts';

/** Bytes of the client's handshake stream kept; a hello with post-quantum keys takes under 2 KiB. */
const CRYPTO_LIMIT = 4096;
/** Initial packets opened of one flow: hellos come in one to three. */
const OPEN_LIMIT = 8;
const FRAME_LIMIT = 256;

const hello = new ClientHello();

/** QUIC: opens the client's Initial packets, whose keys are public by design, and reads the ClientHello inside. */
export class QuicDissector implements Dissector {
  readonly service = 'quic';
  readonly #output: DissectorOutput;
  #keys: QuicKeys | null = null;
  #opened = 0;
  #crypto: Uint8Array | null = null;
  /** Which parts of the handshake stream are there. */
  #pieces: { start: number; end: number }[] = [];
  #record: Omit<TlsRecord, 'flow'> | null = null;
  #answered = false;

  constructor(output: DissectorOutput) {
    this.#output = output;
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (!fromOriginator) {
      this.#server(bytes);
    } else if (this.#record === null && this.#opened < OPEN_LIMIT) {
      let at = 0;
      while (at < bytes.length) {
        const packet = readLongHeader(bytes, at);
        if (packet === null) break;
        if (packet.kind === 'initial') this.#client(bytes, packet, time);
        at = packet.end;
      }
    }
    if (this.#record !== null && this.#answered) {
      this.end();
      return false;
    }
    return this.#record !== null || this.#opened < OPEN_LIMIT;
  }

  gap(): boolean {
    return true;
  }

  end(): void {
    if (this.#record !== null) this.#output.record({ ...this.#record, established: this.#answered });
    this.#record = null;
    this.#opened = OPEN_LIMIT;
  }

  #server(bytes: Uint8Array): void {
    const packet = readLongHeader(bytes, 0);
    if (packet?.kind === 'retry') this.#keys = null;
    else if (packet !== null) this.#answered = true;
  }

  #client(bytes: Uint8Array, packet: QuicPacket, time: number): void {
    const version = findQuicVersion(packet.version);
    if (version === null || ++this.#opened > OPEN_LIMIT) return;
    // The keys come from the first connection id the client made up (or that of a Retry), not from later ones.
    this.#keys ??= deriveClientKeys(version, packet.destination);
    const frames = openInitial(bytes, packet, this.#keys);
    if (frames === null) return;
    this.#frames(frames);
    this.#tryHello(time);
  }

  #frames(frames: Uint8Array): void {
    let at = 0;
    for (let count = 0; count < FRAME_LIMIT && at < frames.length; count++) {
      const type = frames[at++] ?? 0;
      if (type === 0) {
        while (frames[at] === 0) at++;
      } else if (type === 6) {
        const offset = readVarint(frames, at, frames.length);
        const length = readVarint(frames, at + offset.size, frames.length);
        if (offset.size === 0 || length.size === 0) return;
        at += offset.size + length.size;
        const end = at + length.value;
        if (end > frames.length || offset.value + length.value > CRYPTO_LIMIT) return;
        this.#crypto ??= new Uint8Array(CRYPTO_LIMIT);
        this.#crypto.set(frames.subarray(at, end), offset.value);
        if (this.#pieces.length < FRAME_LIMIT)
          this.#pieces.push({ start: offset.value, end: offset.value + length.value });
        at = end;
      } else if (type === 2 || type === 3) {
        at = skipAck(frames, at, type === 3);
        if (at < 0) return;
      } else if (type !== 1) {
        return;
      }
    }
  }

  /** Bytes from the start of the handshake stream that are all there. */
  #contiguous(): number {
    let reached = 0;
    for (const piece of this.#pieces.sort((one, other) => one.start - other.start)) {
      if (piece.start > reached) break;
      reached = Math.max(reached, piece.end);
    }
    return reached;
  }

  #tryHello(time: number): void {
    const size = this.#contiguous();
    const crypto = this.#crypto;
    if (this.#record !== null || crypto === null || size < 4 || crypto[0] !== 1) return;
    const end = 4 + readU24(crypto, 1);
    if (end > size || !hello.read(crypto, 4, end)) return;
    const print = fingerprint(hello, 'q');
    this.#record = {
      kind: 'tls',
      time,
      sni: hello.sni,
      alpn: hello.alpn,
      version: 'TLS 1.3',
      ja3: print.ja3,
      ja4: print.ja4,
      certificate: null,
      established: false,
    };
  }
}

/** Passes over an ACK frame. @returns where it ends, -1 when it is cut */
function skipAck(frames: Uint8Array, from: number, hasCounts: boolean): number {
  let at = from;
  let wanted = 4;
  for (let index = 0; index < wanted; index++) {
    const { value, size } = readVarint(frames, at, frames.length);
    if (size === 0) return -1;
    // largest, delay, range count, first range; then a gap and a length per range, and three counts of ECN
    if (index === 2) wanted += Math.min(value, FRAME_LIMIT) * 2 + (hasCounts ? 3 : 0);
    at += size;
  }
  return at;
}
