import type { TlsRecord } from '../records.ts';
import { CERTIFICATE_LIMIT, readCertificate } from './certificate.ts';
import { ClientHello } from './client-hello.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { fingerprint } from './fingerprint.ts';
import { FrameStream } from './frame-stream.ts';
import { readU16, readU24 } from './numbers.ts';
import { TlsRecordStream } from './tls-records.ts';

const MESSAGE_LIMIT = CERTIFICATE_LIMIT;

const VERSIONS: Readonly<Record<number, string>> = {
  0x0002: 'SSL 2.0',
  0x0300: 'SSL 3.0',
  0x0301: 'TLS 1.0',
  0x0302: 'TLS 1.1',
  0x0303: 'TLS 1.2',
  0x0304: 'TLS 1.3',
};

const hello = new ClientHello();

/** Version as text; drafts of 1.3 count as 1.3, what is unknown shows its number. */
function versionName(version: number): string {
  if (version >> 8 === 0x7f || version >> 8 === 0xfb) return 'TLS 1.3';
  return VERSIONS[version] ?? (version === 0 ? '' : `0x${version.toString(16).padStart(4, '0')}`);
}

/** Length of a handshake message: type, 24-bit length. */
function messageLength(bytes: Uint8Array, at: number, available: number): number {
  return available < 4 ? 0 : readU24(bytes, at + 1) + 4;
}

/** One direction: its records, and the handshake messages that run across them. */
interface Side {
  records: TlsRecordStream;
  messages: FrameStream;
}

/** Whether the chunk is exactly one record with exactly one ClientHello, as the first chunk of most flows is. */
function isWholeHello(bytes: Uint8Array): boolean {
  const length = bytes.length;
  return (
    bytes[0] === 22 &&
    bytes[5] === 1 &&
    readU16(bytes, 3) === length - 5 &&
    readU24(bytes, 6) === length - 9 &&
    length <= MESSAGE_LIMIT
  );
}

/**
 * TLS over a stream: reads ClientHello, ServerHello and a clear Certificate, gives one record when all it can learn is
 * known (or the flow ends), then lets the flow go.
 */
export class TlsDissector implements Dissector {
  readonly service = 'tls';
  readonly #output: DissectorOutput;
  #originator: Side | null = null;
  #responder: Side | null = null;
  /** Directions whose clear part is over. */
  #originatorOver = false;
  #responderOver = false;
  /** The server is whoever sent a ServerHello: 1 originator, 0 responder, -1 not seen. */
  #server = -1;
  #record: Omit<TlsRecord, 'flow'> | null = null;
  #done = false;
  #time = 0;

  constructor(output: DissectorOutput) {
    this.#output = output;
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (this.#done) return false;
    if (fromOriginator ? this.#originatorOver : this.#responderOver) return true;
    let side = fromOriginator ? this.#originator : this.#responder;
    if (side === null) {
      if (this.#record === null && isWholeHello(bytes)) {
        this.#clientHello(bytes, 9, bytes.length, true, time);
        return true;
      }
      side = this.#open(fromOriginator);
    }
    this.#time = time;
    if (!side.records.push(bytes, time)) this.#over(fromOriginator);
    return !this.#done;
  }

  pass(fromOriginator: boolean): boolean {
    return !this.#done && (fromOriginator ? this.#originatorOver : this.#responderOver);
  }

  gap(fromOriginator: boolean): boolean {
    // What follows a hole in the clear part cannot be trusted to start a message: settle with what is known. A hello cut
    // by a short snap length still shows its name.
    if (!this.#done) (fromOriginator ? this.#originator : this.#responder)?.messages.cut(this.#time);
    if (!this.#done) this.#over(fromOriginator);
    return !this.#done;
  }

  end(): void {
    if (!this.#done) this.#originator?.messages.cut(this.#time);
    if (!this.#done) this.#responder?.messages.cut(this.#time);
    this.#finish();
  }

  #open(fromOriginator: boolean): Side {
    const messages = new FrameStream(MESSAGE_LIMIT, messageLength, (bytes, start, end, wireLength, time) => {
      this.#message(fromOriginator, bytes, start, end, end - start === wireLength, time);
    });
    const records = new TlsRecordStream((bytes, start, end, time) => {
      if (!this.#done) messages.push(bytes.subarray(start, end), time);
    });
    const side = { records, messages };
    if (fromOriginator) this.#originator = side;
    else this.#responder = side;
    return side;
  }

  #over(fromOriginator: boolean): void {
    if (fromOriginator) this.#originatorOver = true;
    else this.#responderOver = true;
    const serverIsOver = this.#server === (fromOriginator ? 1 : 0);
    if (serverIsOver || (this.#originatorOver && this.#responderOver)) this.#finish();
  }

  #finish(): void {
    this.#done = true;
    if (this.#record !== null) this.#output.record(this.#record);
    this.#record = null;
  }

  #message(
    fromOriginator: boolean,
    bytes: Uint8Array,
    start: number,
    end: number,
    isWhole: boolean,
    time: number,
  ): void {
    if (this.#done) return;
    switch (bytes[start]) {
      case 1:
        if (this.#record === null) this.#clientHello(bytes, start + 4, end, isWhole, time);
        break;
      case 2:
        this.#server = fromOriginator ? 1 : 0;
        this.#serverHello(bytes, start + 4, end, time);
        break;
      case 11:
        if (this.#record !== null && this.#server === (fromOriginator ? 1 : 0)) {
          this.#certificate(bytes, start + 4, end);
          this.#finish();
        }
        break;
      case 14:
        if (this.#record?.established === true) this.#finish();
        break;
      default:
    }
  }

  #clientHello(bytes: Uint8Array, start: number, end: number, isWhole: boolean, time: number): void {
    this.#record = blank(time);
    if (!hello.read(bytes, start, end)) return;
    this.#record.sni = hello.sni;
    this.#record.alpn = hello.alpn;
    this.#record.version = versionName(hello.version);
    // A fingerprint of half a hello would be that of another program.
    if (!isWhole) return;
    const print = fingerprint(hello, 't');
    this.#record.ja3 = print.ja3;
    this.#record.ja4 = print.ja4;
  }

  #serverHello(bytes: Uint8Array, start: number, end: number, time: number): void {
    this.#record ??= blank(time);
    this.#record.established = true;
    const version = selectedVersion(bytes, start, end);
    this.#record.version = versionName(version);
    // From 1.3 on the certificate is encrypted: nothing more to learn.
    if (this.#record.version === 'TLS 1.3') this.#finish();
  }

  #certificate(bytes: Uint8Array, start: number, end: number): void {
    const size = readU24(bytes, start + 3);
    const from = start + 6;
    if (this.#record !== null && size > 0 && from + size <= end) {
      this.#record.certificate = readCertificate(bytes.subarray(from, from + size));
    }
  }
}

function blank(time: number): Omit<TlsRecord, 'flow'> {
  return {
    kind: 'tls',
    time,
    sni: '',
    alpn: [],
    version: '',
    ja3: '',
    ja4: '',
    certificate: null,
    established: false,
  };
}

/** Version a ServerHello chose: its supported_versions extension, else the legacy field. */
function selectedVersion(bytes: Uint8Array, start: number, end: number): number {
  // version (2), random (32), session id, cipher (2), compression (1), extensions
  let at = start + 34;
  if (at < end) at += 4 + (bytes[at] ?? 0);
  const stop = Math.min(end, at + 2 + readU16(bytes, at));
  at += 2;
  while (at + 4 <= stop) {
    const next = at + 4 + readU16(bytes, at + 2);
    if (readU16(bytes, at) === 43 && next <= stop && next >= at + 6) return readU16(bytes, at + 4);
    at = next;
  }
  return readU16(bytes, start);
}
