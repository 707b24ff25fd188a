import type { Dissector, DissectorOutput } from './dissector.ts';
import { LineStream } from './line-stream.ts';
import { decodeText } from './text.ts';

const LINE_LIMIT = 4096;
const LOGIN_LIMIT = 128;
/** Records of one flow; a miner talks for days. */
const RECORD_LIMIT = 64;
/** Lines read before a flow of JSON that is no mining is let go. */
const TRIES = 4;

const METHODS =
  /^(?:mining\.[a-z_]{1,40}|eth_(?:login|submitLogin|getWork|submitWork|submitHashrate)|login|submit|getjob|job|keepalived|getwork|getblocktemplate|submitblock|client\.(?:get_version|reconnect|show_message))$/;
const LOGIN_METHODS = new Set(['mining.authorize', 'eth_submitLogin', 'eth_login', 'login']);
/** Methods whose bare names other JSON-RPC protocols use too; these need a telling parameter. */
const BARE = new Set(['login', 'submit', 'getjob', 'job', 'keepalived']);
const TELLING = /"(?:algo|job_id|blob|nonce|agent|rigid|pass)"/;

interface Call {
  method: string;
  params: unknown;
}

function parseCall(line: string): Call | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('method' in value) || typeof value.method !== 'string')
      return null;
    return { method: value.method, params: 'params' in value ? value.params : null };
  } catch {
    return null;
  }
}

function loginOf(call: Call): string {
  if (!LOGIN_METHODS.has(call.method)) return '';
  const { params } = call;
  if (Array.isArray(params)) return typeof params[0] === 'string' ? params[0].slice(0, LOGIN_LIMIT) : '';
  if (typeof params === 'object' && params !== null && 'login' in params && typeof params.login === 'string') {
    return params.login.slice(0, LOGIN_LIMIT);
  }
  return '';
}

/**
 * JSON-RPC between a miner and its pool, on any port: Stratum v1, eth_getWork and its kin, Monero's log-in. The service
 * has no name until a method proves it.
 */
export class MiningDissector implements Dissector {
  readonly #output: DissectorOutput;
  readonly #sides: readonly [LineStream, LineStream];
  #service = '';
  #records = 0;
  #tries = TRIES;
  #last = 0;

  constructor(output: DissectorOutput) {
    this.#output = output;
    this.#sides = [this.#side(), this.#side()];
  }

  get service(): string {
    return this.#service;
  }

  payload(fromOriginator: boolean, bytes: Uint8Array, time: number): boolean {
    this.#last = time;
    this.#sides[fromOriginator ? 0 : 1].push(bytes, 0, time);
    return this.#isWanted();
  }

  gap(fromOriginator: boolean): boolean {
    this.#sides[fromOriginator ? 0 : 1].gap();
    return this.#isWanted();
  }

  end(): void {
    // Some miners end their requests with the connection only, not with a line end.
    if (!this.#isWanted()) return;
    for (const side of this.#sides) side.flush(this.#last);
  }

  #isWanted(): boolean {
    return this.#records < RECORD_LIMIT && (this.#service !== '' || this.#tries > 0);
  }

  #side(): LineStream {
    return new LineStream(LINE_LIMIT, (bytes, start, end, _wireLength, time) => {
      if (this.#isWanted()) this.#line(decodeText(bytes, start, end, LINE_LIMIT), time);
    });
  }

  #line(line: string, time: number): void {
    this.#tries--;
    const call = parseCall(line);
    if (call === null || !METHODS.test(call.method)) return;
    if (this.#service === '' && BARE.has(call.method) && !TELLING.test(line)) return;
    this.#service = 'mining';
    this.#records++;
    this.#output.record({ kind: 'mining', time, method: call.method, login: loginOf(call) });
  }
}
