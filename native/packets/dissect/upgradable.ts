import type { Dissector, DissectorOutput } from './dissector.ts';
import { isTlsRecord } from './tls-records.ts';
import { TlsDissector } from './tls.ts';

/** Payloads looked at for the start of TLS. */
const TRIES = 10;
const HANDSHAKE = 22;
/** MySQL's request for TLS, which a ClientHello may follow in one segment. */
const MYSQL_REQUEST_BYTES = 36;

/** A protocol known by name whose flow may go over to TLS (databases, SOCKS): the service keeps its name, the TLS is read. */
export class Upgradable implements Dissector {
  readonly service: string;
  readonly #output: DissectorOutput;
  #tries = TRIES;
  #tls: TlsDissector | null = null;

  constructor(service: string, output: DissectorOutput) {
    this.service = service;
    this.#output = output;
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (this.#tls !== null) return this.#tls.payload(fromOriginator, bytes, time);
    for (const at of [0, MYSQL_REQUEST_BYTES]) {
      if (bytes[at] === HANDSHAKE && bytes.length > at + 5 && isTlsRecord(bytes, at)) {
        this.#tls = new TlsDissector(this.#output);
        return this.#tls.payload(fromOriginator, bytes.subarray(at), time);
      }
    }
    return --this.#tries > 0;
  }

  pass(fromOriginator: boolean): boolean {
    return this.#tls?.pass(fromOriginator) ?? false;
  }

  gap(fromOriginator: boolean): boolean {
    return this.#tls?.gap(fromOriginator) ?? false;
  }

  end(): void {
    this.#tls?.end();
  }
}
