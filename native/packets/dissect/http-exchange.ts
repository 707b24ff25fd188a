import type { HttpRecord } from '../records.ts';
import { bodyMagic, MAGIC_BYTES } from './body-magic.ts';
import { findExploitSigns } from './exploit-signs.ts';
import { decodeLatin1 } from './text.ts';

/** Bytes of a request's body that are searched for exploit signs. */
const SAMPLE_BYTES = 1024;

/** A request, its answer, and how far each has been read. */
export class HttpExchange {
  readonly record: Omit<HttpRecord, 'flow'>;
  requestDone = false;
  responseDone = false;
  #sample: Uint8Array | null = null;
  #sampleSize = 0;
  #magic: Uint8Array | null = null;
  #magicSize = 0;
  #magicDone = false;

  constructor(time: number) {
    this.record = {
      kind: 'http',
      time,
      method: '',
      host: '',
      path: '',
      agent: '',
      status: 0,
      contentType: '',
      requestBytes: 0,
      responseBytes: 0,
      bodyMagic: '',
      exploit: [],
    };
  }

  get needsRequestBody(): boolean {
    return this.#sampleSize < SAMPLE_BYTES;
  }

  get needsResponseBody(): boolean {
    return !this.#magicDone;
  }

  addSigns(text: string, where: 'path' | 'header' | 'body'): void {
    for (const sign of findExploitSigns(text, where)) {
      if (!this.record.exploit.includes(sign)) this.record.exploit.push(sign);
    }
  }

  requestBody(bytes: Uint8Array, start: number, end: number): void {
    const count = Math.min(end - start, SAMPLE_BYTES - this.#sampleSize);
    if (count <= 0) return;
    this.#sample ??= new Uint8Array(SAMPLE_BYTES);
    this.#sample.set(bytes.subarray(start, start + count), this.#sampleSize);
    this.#sampleSize += count;
  }

  responseBody(bytes: Uint8Array, start: number, end: number): void {
    if (this.#magicDone) return;
    if (this.#magicSize === 0 && end - start >= MAGIC_BYTES) {
      this.record.bodyMagic = bodyMagic(bytes, start, start + MAGIC_BYTES);
      this.#magicDone = true;
      return;
    }
    this.#magic ??= new Uint8Array(MAGIC_BYTES);
    const count = Math.min(end - start, MAGIC_BYTES - this.#magicSize);
    this.#magic.set(bytes.subarray(start, start + count), this.#magicSize);
    this.#magicSize += count;
    if (this.#magicSize === MAGIC_BYTES) this.#judgeMagic();
  }

  /** The record, with what the samples of both bodies say. Call once. */
  finish(): Omit<HttpRecord, 'flow'> {
    this.#judgeMagic();
    if (this.#sample !== null) {
      this.addSigns(decodeLatin1(this.#sample, 0, this.#sampleSize, SAMPLE_BYTES), 'body');
      this.#sample = null;
    }
    return this.record;
  }

  #judgeMagic(): void {
    if (this.#magic !== null && !this.#magicDone) this.record.bodyMagic = bodyMagic(this.#magic, 0, this.#magicSize);
    this.#magicDone = true;
    this.#magic = null;
  }
}
