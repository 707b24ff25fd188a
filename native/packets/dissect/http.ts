import type { Dissector, DissectorOutput, Probe } from './dissector.ts';
import { HttpExchange } from './http-exchange.ts';
import { isWord, methodLength, parseDecimal, startsWith } from './http-line.ts';
import { HttpSide, LINE_LIMIT } from './http-side.ts';
import type { BodyFraming } from './http-side.ts';
import { decodeLatin1, decodeText, NAME_LIMIT, PATH_LIMIT, TEXT_LIMIT } from './text.ts';

/** Requests waiting for their answer; a client that pipelines more loses the pairing of the oldest. */
const PENDING_LIMIT = 32;

/** HTTP/1.x: pairs requests with answers, also pipelined, and looks into what a CONNECT tunnel carries. */
export class HttpDissector implements Dissector {
  readonly service = 'http';
  readonly #output: DissectorOutput;
  readonly #inside: Probe | null;
  readonly #requests: HttpSide;
  readonly #responses: HttpSide;
  /** Which direction carries requests; content decides, so a capture that begins with an answer reads well too. */
  readonly #clientIsOriginator: boolean;
  #pending: HttpExchange[] = [];
  #asking: HttpExchange | null = null;
  #answering: HttpExchange | null = null;
  readonly #requestFraming: BodyFraming = { length: -1, chunked: false };
  readonly #responseFraming: BodyFraming = { length: -1, chunked: false };
  #tunnel: 'no' | 'open' | 'closed' = 'no';
  #resync = false;
  #tunnelled: Dissector | null = null;

  /**
   * @param clientIsOriginator false when the first bytes seen, an answer, came from the originator (or a request did from the responder)
   * @param inside probe for what a CONNECT tunnel carries, null to leave tunnels alone
   */
  constructor(output: DissectorOutput, clientIsOriginator: boolean, inside: Probe | null) {
    this.#output = output;
    this.#inside = inside;
    this.#clientIsOriginator = clientIsOriginator;
    this.#requests = new HttpSide({
      line: (bytes, start, end, wireLength, isCut, time) =>
        this.#requestLine(bytes, start, end, wireLength, isCut, time),
      body: (bytes, start, end) => this.#asking?.requestBody(bytes, start, end),
      count: (size) => {
        if (this.#asking !== null) this.#asking.record.requestBytes += size;
      },
      complete: () => {
        this.#endRequest();
      },
    });
    this.#responses = new HttpSide({
      line: (bytes, start, end, wireLength, isCut, time) =>
        this.#responseLine(bytes, start, end, wireLength, isCut, time),
      body: (bytes, start, end) => this.#answering?.responseBody(bytes, start, end),
      count: (size) => {
        if (this.#answering !== null) this.#answering.record.responseBytes += size;
      },
      complete: () => {
        this.#endResponse();
      },
    });
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    if (this.#tunnel === 'open') return this.#throughTunnel(fromOriginator, bytes, time);
    if (this.#tunnel === 'closed') return false;
    const isClient = fromOriginator === this.#clientIsOriginator;
    const side = isClient ? this.#requests : this.#responses;
    if (side.mode === 'lost' && this.#resync && isStart(bytes, isClient)) side.mode = 'head';
    const read = side.push(bytes, time);
    if (this.#isTunnelOpen()) {
      return read >= bytes.length || this.#throughTunnel(fromOriginator, bytes.subarray(read), time);
    }
    return this.#resync || this.#requests.mode !== 'lost' || this.#responses.mode !== 'lost';
  }

  pass(fromOriginator: boolean, length: number): boolean {
    if (this.#tunnel !== 'no') return false;
    if (fromOriginator !== this.#clientIsOriginator) {
      return this.#answering?.needsResponseBody !== true && this.#responses.pass(length);
    }
    return this.#asking?.needsRequestBody !== true && this.#requests.pass(length);
  }

  gap(fromOriginator: boolean, missing = 0): boolean {
    if (this.#tunnelled !== null) return this.#tunnelled.gap(fromOriginator, missing);
    if (this.#tunnel !== 'no') return false;
    const isClient = fromOriginator === this.#clientIsOriginator;
    const side = isClient ? this.#requests : this.#responses;
    if (side.gap(missing)) return true;
    // Messages of this direction can be told from bodies again when a chunk starts like one.
    this.#resync = true;
    if (isClient) this.#endRequest();
    else this.#endResponse();
    return true;
  }

  end(time: number): void {
    this.#tunnelled?.end(time);
    this.#tunnelled = null;
    this.#requests.cut();
    this.#responses.cut();
    this.#asking = null;
    this.#answering = null;
    for (const exchange of this.#pending) this.#output.record(exchange.finish());
    this.#pending = [];
    this.#tunnel = 'closed';
  }

  #isTunnelOpen(): boolean {
    return this.#tunnel === 'open';
  }

  #throughTunnel(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    const hint = { transport: 'tcp', sport: 0, dport: 0 } as const;
    this.#tunnelled ??= this.#inside?.(bytes, fromOriginator, hint, this.#output) ?? null;
    if (this.#tunnelled?.payload(fromOriginator, bytes, time) === true) return true;
    this.#tunnel = 'closed';
    return false;
  }

  #settle(exchange: HttpExchange): void {
    if (!exchange.requestDone || !exchange.responseDone) return;
    const at = this.#pending.indexOf(exchange);
    if (at >= 0) this.#pending.splice(at, 1);
    this.#output.record(exchange.finish());
  }

  #begin(time: number): HttpExchange {
    const exchange = new HttpExchange(time);
    if (this.#pending.length >= PENDING_LIMIT) {
      const oldest = this.#pending.shift();
      if (oldest !== undefined) {
        if (oldest === this.#answering) this.#answering = null;
        if (oldest === this.#asking) this.#asking = null;
        this.#output.record(oldest.finish());
      }
    }
    this.#pending.push(exchange);
    return exchange;
  }

  #endRequest(): void {
    const exchange = this.#asking;
    this.#asking = null;
    if (exchange === null) return;
    exchange.requestDone = true;
    this.#settle(exchange);
  }

  #endResponse(): void {
    const exchange = this.#answering;
    this.#answering = null;
    if (exchange === null) return;
    exchange.responseDone = true;
    // An answer without a request in sight, or one that came before the request's body was through.
    if (exchange.record.method === '') exchange.requestDone = true;
    this.#settle(exchange);
  }

  #requestLine(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    isCut: boolean,
    time: number,
  ): boolean {
    const exchange = this.#asking;
    if (exchange === null) return end === start || this.#startRequest(bytes, start, end, wireLength, isCut, time);
    exchange.record.requestBytes += wireLength;
    if (end > start) {
      this.#requestHeader(exchange, bytes, start, end, isCut);
      return true;
    }
    this.#requests.startBody(this.#requestFraming, false);
    return true;
  }

  #startRequest(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    isCut: boolean,
    time: number,
  ): boolean {
    const method = methodLength(bytes, start, end);
    if (method === 0) return false;
    const path = start + method + 1;
    let stop = isCut ? path : end;
    if (isCut) while (stop < end && bytes[stop] !== 0x20) stop++;
    else while (stop > start && bytes[stop - 1] !== 0x20) stop--;
    // Any line but a cut one must end in its version; before there were versions there was only `GET /path`.
    const hasVersion = stop > path && startsWith(bytes, stop, 'HTTP/');
    const isOldest = !hasVersion && method === 3 && startsWith(bytes, start, 'GET /') && stop === path;
    if (isOldest || isCut) stop = isCut ? stop + 1 : end + 1;
    else if (!hasVersion) return false;
    const exchange = this.#begin(time);
    const { record } = exchange;
    record.method = decodeLatin1(bytes, start, start + method, 24);
    record.path = decodeText(bytes, path, stop - 1, PATH_LIMIT);
    record.requestBytes = wireLength;
    exchange.addSigns(decodeLatin1(bytes, path, stop - 1, PATH_LIMIT), 'path');
    this.#asking = exchange;
    this.#requestFraming.length = -1;
    this.#requestFraming.chunked = false;
    const scheme = startsWith(bytes, path, 'http://') ? 7 : record.method === 'CONNECT' ? 0 : -1;
    if (scheme >= 0) record.host = record.path.slice(scheme).split('/', 1)[0]?.slice(0, NAME_LIMIT) ?? '';
    if (isOldest && !isCut) this.#endRequest();
    return true;
  }

  #requestHeader(exchange: HttpExchange, bytes: Uint8Array, start: number, end: number, isCut: boolean): void {
    if (mayHoldSigns(bytes, start, end)) exchange.addSigns(decodeLatin1(bytes, start, end, LINE_LIMIT), 'header');
    // The rest of a cut line may be what matters of a host or a length; of an agent its start is enough.
    const colon = nameEnd(bytes, start, end);
    let value = colon + 1;
    while (value < end && (bytes[value] === 0x20 || bytes[value] === 9)) value++;
    switch (colon - start) {
      case 4:
        if (!isCut && isWord(bytes, start, colon, 'host'))
          exchange.record.host = decodeText(bytes, value, end, NAME_LIMIT);
        break;
      case 10:
        if (isWord(bytes, start, colon, 'user-agent'))
          exchange.record.agent = decodeText(bytes, value, end, TEXT_LIMIT);
        break;
      default:
        if (!isCut) readFraming(this.#requestFraming, bytes, start, colon, value, end);
    }
  }

  #responseLine(
    bytes: Uint8Array,
    start: number,
    end: number,
    wireLength: number,
    isCut: boolean,
    time: number,
  ): boolean {
    const exchange = this.#answering;
    if (exchange === null) return end === start || this.#startResponse(bytes, start, end, wireLength, time);
    const { record } = exchange;
    record.responseBytes += wireLength;
    if (isCut) return true;
    if (end === start) {
      this.#responseHeadEnd(exchange);
      return true;
    }
    const colon = nameEnd(bytes, start, end);
    let value = colon + 1;
    while (value < end && (bytes[value] === 0x20 || bytes[value] === 9)) value++;
    if (colon - start === 12 && isWord(bytes, start, colon, 'content-type')) {
      record.contentType = decodeText(bytes, value, end, TEXT_LIMIT);
    } else {
      readFraming(this.#responseFraming, bytes, start, colon, value, end);
    }
    return true;
  }

  #startResponse(bytes: Uint8Array, start: number, end: number, wireLength: number, time: number): boolean {
    if (!startsWith(bytes, start, 'HTTP/1.') || end - start < 12) return false;
    const status = parseDecimal(bytes, start + 9, Math.min(end, start + 12));
    if (status < 100 || status > 999) return false;
    const exchange = this.#pending.find((waiting) => !waiting.responseDone) ?? this.#begin(time);
    exchange.record.status = status;
    exchange.record.responseBytes += wireLength;
    this.#answering = exchange;
    this.#responseFraming.length = -1;
    this.#responseFraming.chunked = false;
    return true;
  }

  #responseHeadEnd(exchange: HttpExchange): void {
    const { status, method } = exchange.record;
    if (status === 101 || (method === 'CONNECT' && status >= 200 && status < 300)) {
      this.#openTunnel(exchange, status !== 101);
      return;
    }
    if (status < 200) {
      // 100 Continue and its kin: the answer itself is still to come.
      this.#answering = null;
      return;
    }
    const bodiless = method === 'HEAD' || status === 204 || status === 304;
    if (bodiless) this.#endResponse();
    else this.#responses.startBody(this.#responseFraming, true);
  }

  #openTunnel(exchange: HttpExchange, readable: boolean): void {
    exchange.requestDone = true;
    this.#asking = null;
    this.#endResponse();
    this.#tunnel = readable && this.#inside !== null ? 'open' : 'closed';
    this.#resync = false;
    this.#requests.leave();
    this.#responses.leave();
  }
}

function isStart(bytes: Uint8Array, isClient: boolean): boolean {
  return isClient ? methodLength(bytes, 0, bytes.length) > 0 : startsWith(bytes, 0, 'HTTP/1.');
}

/** Where the header's name ends (its colon), or `start - 1` when it has none within reason. */
function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  const stop = Math.min(end, start + 32);
  for (let at = start; at < stop; at++) if (bytes[at] === 0x3a) return at;
  return start - 1;
}

function readFraming(
  framing: BodyFraming,
  bytes: Uint8Array,
  start: number,
  colon: number,
  value: number,
  end: number,
): void {
  if (colon - start === 14 && isWord(bytes, start, colon, 'content-length')) {
    framing.length = parseDecimal(bytes, value, end);
  } else if (colon - start === 17 && isWord(bytes, start, colon, 'transfer-encoding')) {
    framing.chunked = isWord(bytes, Math.max(value, end - 7), end, 'chunked');
  }
}

/** A quick look for bytes that the exploit signs of a header cannot do without: a brace (also encoded), serialized Java. */
function mayHoldSigns(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === 0x7b || byte === 0xac) return true;
    if (byte === 0x25 && bytes[at + 1] === 0x37) return true;
    if (byte === 0x72 && bytes[at + 1] === 0x4f && bytes[at + 2] === 0x30) return true;
  }
  return false;
}
