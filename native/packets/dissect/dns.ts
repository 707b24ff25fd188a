import type { DnsRecord } from '../records.ts';
import type { Dissector, DissectorOutput } from './dissector.ts';
import { formatDnsData } from './dns-answer.ts';
import { DnsNameReader } from './dns-name.ts';
import { dnsRcodeName, dnsTypeName } from './dns-types.ts';
import { FrameStream } from './frame-stream.ts';
import { readU16 } from './numbers.ts';

const HEADER = 12;
const ANSWER_LIMIT = 16;
/** Queries waiting for their answer in one flow; the oldest is given up beyond. */
const PENDING_LIMIT = 64;
/** Bytes kept of a message over TCP; what lies beyond is counted, not read. */
const MESSAGE_LIMIT = 4096;
const QUESTION_LIMIT = 8;

interface Query {
  id: number;
  qname: string;
  type: number;
  bytes: number;
  time: number;
}

const names = new DnsNameReader();
const NO_ANSWERS: readonly string[] = [];

/** Length of a message over TCP: a 16-bit length before each. */
function frameLength(bytes: Uint8Array, at: number, available: number): number {
  if (available < 2) return 0;
  const length = readU16(bytes, at);
  return length < HEADER ? -1 : length + 2;
}

/**
 * DNS, mDNS and LLMNR over UDP or TCP. One record per transaction: with its answer, or unanswered when the flow ends.
 * mDNS has no transactions: each question gives an unanswered record at once, each answered name one of its own.
 */
export class DnsDissector implements Dissector {
  readonly service: DnsRecord['protocol'];
  readonly #output: DissectorOutput;
  readonly #streams: readonly [FrameStream, FrameStream] | null;
  /** The usual case, one query in flight, stays free of a map. */
  #query: Query | null = null;
  #others: Map<number, Query> | null = null;

  constructor(output: DissectorOutput, protocol: DnsRecord['protocol'], overTcp: boolean) {
    this.service = protocol;
    this.#output = output;
    this.#streams = overTcp ? [this.#frames(), this.#frames()] : null;
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (this.#streams !== null) return this.#streams[fromOriginator ? 0 : 1].push(bytes, time);
    this.#message(bytes, 0, bytes.length, bytes.length, time);
    return true;
  }

  gap(fromOriginator: boolean, missing = 0): boolean {
    return this.#streams === null || this.#streams[fromOriginator ? 0 : 1].gap(missing);
  }

  end(): void {
    if (this.#query !== null) this.#emit(this.#query, '', NO_ANSWERS, 0);
    this.#query = null;
    if (this.#others !== null) for (const query of this.#others.values()) this.#emit(query, '', NO_ANSWERS, 0);
    this.#others = null;
  }

  #frames(): FrameStream {
    return new FrameStream(MESSAGE_LIMIT, frameLength, (bytes, start, end, wireLength, time) => {
      this.#message(bytes, start + 2, end, wireLength - 2, time);
    });
  }

  #message(bytes: Uint8Array, start: number, end: number, size: number, time: number): void {
    if (end - start < HEADER) return;
    const flags = bytes[start + 2] ?? 0;
    if (this.service === 'mdns') this.#multicast(bytes, start, end, size, time, flags >= 0x80);
    else if (flags >= 0x80) this.#response(bytes, start, end, size, time);
    else this.#ask(bytes, start, end, size, time);
  }

  #ask(bytes: Uint8Array, start: number, end: number, size: number, time: number): void {
    if (readU16(bytes, start + 4) === 0) return;
    const qname = names.read(bytes, start, start + HEADER, end);
    const at = names.end;
    if (qname === null || at + 4 > end) return;
    const id = readU16(bytes, start);
    const query: Query = { id, qname, type: readU16(bytes, at), bytes: size, time };
    const held = this.#find(id);
    if (held !== null) {
      // The same question again is a retransmission; another one under the same id means the first went unanswered.
      if (held.type === query.type && held.qname === qname) return;
      this.#forget(held);
      this.#emit(held, '', NO_ANSWERS, 0);
    }
    if (this.#query === null) {
      this.#query = query;
      return;
    }
    this.#others ??= new Map();
    if (this.#others.size >= PENDING_LIMIT) {
      for (const oldest of this.#others.values()) {
        this.#others.delete(oldest.id);
        this.#emit(oldest, '', NO_ANSWERS, 0);
        break;
      }
    }
    this.#others.set(id, query);
  }

  #response(bytes: Uint8Array, start: number, end: number, size: number, time: number): void {
    let query = this.#find(readU16(bytes, start));
    let at = start + HEADER;
    const questions = readU16(bytes, start + 4);
    if (questions > 0) {
      if (query === null || !names.matches(bytes, at, end, query.qname) || readU16(bytes, names.end) !== query.type) {
        const qname = names.read(bytes, start, at, end);
        if (qname === null || names.end + 4 > end) return;
        const type = readU16(bytes, names.end);
        if (query === null || query.type !== type || query.qname.toLowerCase() !== qname.toLowerCase()) {
          query = { id: -1, qname, type, bytes: 0, time };
        }
      }
      at = names.end + 4;
      for (let index = 1; index < questions && index < QUESTION_LIMIT && at > 0; index++) {
        at = DnsNameReader.skip(bytes, at, end);
        if (at > 0) at += 4;
      }
    }
    // An answer without its question: an error reply that dropped it, or chance.
    if (query === null) return;
    const answers = at > 0 ? this.#answers(bytes, start, at, end, readU16(bytes, start + 6)) : NO_ANSWERS;
    this.#forget(query);
    this.#emit(query, dnsRcodeName((bytes[start + 3] ?? 0) & 15), answers, size);
  }

  #answers(bytes: Uint8Array, start: number, from: number, end: number, count: number): readonly string[] {
    if (count === 0) return NO_ANSWERS;
    const answers: string[] = [];
    let at = from;
    for (let index = 0; index < count && index < ANSWER_LIMIT; index++) {
      at = DnsNameReader.skip(bytes, at, end);
      if (at < 0 || at + 10 > end) break;
      const data = at + 10;
      const next = data + readU16(bytes, at + 8);
      const text = formatDnsData(readU16(bytes, at), bytes, start, data, next, end);
      if (text !== '') answers.push(text);
      at = next;
    }
    return answers;
  }

  #multicast(bytes: Uint8Array, start: number, end: number, size: number, time: number, response: boolean): void {
    let at = start + HEADER;
    const questions = Math.min(readU16(bytes, start + 4), QUESTION_LIMIT);
    for (let index = 0; index < questions; index++) {
      const qname = names.read(bytes, start, at, end);
      if (qname === null || names.end + 4 > end) return;
      at = names.end + 4;
      if (!response) this.#emit({ id: 0, qname, type: readU16(bytes, at - 4), bytes: size, time }, '', NO_ANSWERS, 0);
    }
    if (!response) return;
    const count = Math.min(readU16(bytes, start + 6), ANSWER_LIMIT);
    let group: Query | null = null;
    let answers: string[] = [];
    const rcode = dnsRcodeName((bytes[start + 3] ?? 0) & 15);
    for (let index = 0; index < count; index++) {
      const qname = names.read(bytes, start, at, end);
      at = names.end;
      if (qname === null || at + 10 > end) break;
      const type = readU16(bytes, at);
      const data = at + 10;
      at = data + readU16(bytes, at + 8);
      if (group === null || group.qname !== qname || group.type !== type) {
        if (group !== null) this.#emit(group, rcode, answers, size);
        group = { id: 0, qname, type, bytes: 0, time };
        answers = [];
      }
      const text = formatDnsData(type, bytes, start, data, at, end);
      if (text !== '') answers.push(text);
    }
    if (group !== null) this.#emit(group, rcode, answers, size);
  }

  #find(id: number): Query | null {
    if (this.#query !== null && this.#query.id === id) return this.#query;
    return this.#others?.get(id) ?? null;
  }

  #forget(query: Query): void {
    if (this.#query === query) this.#query = null;
    else if (query.id >= 0) this.#others?.delete(query.id);
  }

  #emit(query: Query, rcode: string, answers: readonly string[], responseBytes: number): void {
    this.#output.record({
      kind: 'dns',
      protocol: this.service,
      time: query.time,
      qname: query.qname,
      qtype: dnsTypeName(query.type),
      rcode,
      answers: answers === NO_ANSWERS ? [] : (answers as string[]),
      queryBytes: query.bytes,
      responseBytes,
    });
  }
}
