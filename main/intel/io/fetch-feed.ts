import { lookup } from 'node:dns';
import { createWriteStream } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { LookupFunction } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { FeedRefused } from '../feed-format.ts';
import { isOutside } from '../is-outside.ts';

/** What may be taken of a server. Milliseconds and bytes. */
export interface FetchLimits {
  bytes: number;
  /** Until all is there, and without anything new. */
  whole: number;
  idle: number;
}

/** Bounds of a feed unless told otherwise. */
export const usualLimits: FetchLimits = { bytes: 256 * 2 ** 20, whole: 300_000, idle: 20_000 };

const MOST_REDIRECTS = 5;

/** What is fetched, and what the server is told. */
export interface Fetching {
  url: string;
  /** Sent with the first request and to the same origin only: tokens, accepted types. */
  headers: Record<string, string>;
  /** The feed's server is one of our own network. Redirects to others of it are refused all the same. */
  isInternal: boolean;
  /** What was fetched before, so that nothing is sent twice. */
  etag?: string | undefined;
}

/** What came: nothing new, or a file. */
export type Fetched = { fresh: false } | { fresh: true; etag: string; bytes: number; type: string };

/**
 * Fetches a feed into a file. Names are resolved once and the connection goes to what was checked, so a name cannot point
 * elsewhere a moment later. TLS certificates are verified; there is no switch for that.
 * @throws {FeedRefused} in a sentence, where it cannot be had within its bounds
 */
export async function fetchFeed(
  fetching: Fetching,
  file: string,
  signal: AbortSignal,
  limits = usualLimits,
): Promise<Fetched> {
  const over = AbortSignal.any([signal, AbortSignal.timeout(limits.whole)]);
  const origin = toUrl(fetching.url).origin;
  let url = toUrl(fetching.url);
  try {
    for (let turn = 0; turn <= MOST_REDIRECTS; turn++) {
      const isOwn = url.origin === origin;
      const headers = isOwn ? fetching.headers : {};
      const answer = await ask(url, headers, fetching.etag, isOwn && fetching.isInternal, limits.idle, over);
      const { statusCode = 0, headers: told } = answer;
      if (statusCode >= 300 && statusCode < 400 && statusCode !== 304 && told.location !== undefined) {
        answer.destroy();
        url = toUrl(new URL(told.location, url).href, url);
        continue;
      }
      if (statusCode === 304) {
        answer.destroy();
        return { fresh: false };
      }
      if (statusCode !== 200) {
        answer.destroy();
        const words = (answer.statusMessage ?? '').slice(0, 100);
        throw new FeedRefused(`The server answered ${statusCode} ${words}.`.replace(' .', '.'));
      }
      const bytes = await keep(answer, file, limits, over);
      return { fresh: true, etag: told.etag ?? '', bytes, type: told['content-type'] ?? '' };
    }
  } catch (problem) {
    throw explain(problem, signal, over.aborted, limits);
  }
  throw new FeedRefused(`It redirects more than ${MOST_REDIRECTS} times.`);
}

function toUrl(text: string, from?: URL): URL {
  if (!URL.canParse(text)) throw new FeedRefused(`${text.slice(0, 100)} is no address.`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new FeedRefused(`${url.protocol} is not fetched.`);
  if (from?.protocol === 'https:' && url.protocol === 'http:')
    throw new FeedRefused('It redirects from TLS to plain HTTP.');
  if (url.username !== '' || url.password !== '') throw new FeedRefused('An address must hold no password.');
  return url;
}

function ask(
  url: URL,
  headers: Record<string, string>,
  etag: string | undefined,
  isInternal: boolean,
  idle: number,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // An address in place of a name is never looked up: it is checked here.
  if (/^[\d.]+$|:/.test(host)) refusePrivate(host, isInternal);
  if (url.protocol === 'http:' && !isInternal && headers['authorization'] !== undefined)
    throw new FeedRefused('A token is not sent without TLS.');
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestTls : requestPlain)(url, {
      headers: {
        'user-agent': 'Mien',
        'accept-encoding': 'identity',
        ...headers,
        ...(etag === undefined || etag === '' ? {} : { 'if-none-match': etag }),
      },
      // A connection that another feed left open was looked up by that one's rules.
      agent: false,
      lookup: createLookup(isInternal),
      signal,
      timeout: idle,
    });
    request.on('timeout', () => request.destroy(new FeedRefused(`Nothing came for ${idle / 1000} s.`)));
    request.on('error', reject);
    request.on('response', resolve);
    request.end();
  });
}

function refusePrivate(address: string, isInternal: boolean): void {
  if (isInternal || isOutside(address)) return;
  throw new FeedRefused(`It leads to ${address}, which is not an address of the outside.`);
}

function createLookup(isInternal: boolean): LookupFunction {
  return (name, options, done) => {
    lookup(name, { ...options, all: true }, (problem, addresses) => {
      if (problem !== null) return done(problem, '', 4);
      try {
        for (const { address } of addresses) refusePrivate(address, isInternal);
      } catch (refusal) {
        return done(refusal as NodeJS.ErrnoException, '', 4);
      }
      if (options.all === true) return done(null, addresses);
      const [first] = addresses;
      return done(null, first?.address ?? '', first?.family ?? 4);
    });
  };
}

async function keep(answer: IncomingMessage, file: string, limits: FetchLimits, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  const claimed = Number(answer.headers['content-length'] ?? 0);
  if (claimed > limits.bytes) {
    answer.destroy();
    throw new FeedRefused(`It is ${Math.round(claimed / 2 ** 20)} MiB; at most ${limits.bytes / 2 ** 20} are taken.`);
  }
  answer.setTimeout(limits.idle, () => answer.destroy(new FeedRefused(`Nothing came for ${limits.idle / 1000} s.`)));
  const count = async function* (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > limits.bytes) throw new FeedRefused(`It is longer than ${limits.bytes / 2 ** 20} MiB.`);
      yield chunk;
    }
  };
  await pipeline(answer, count, createWriteStream(file, { mode: 0o600 }), { signal });
  if (claimed > 0 && bytes !== claimed) throw new FeedRefused(`It broke off after ${bytes} of ${claimed} bytes.`);
  return bytes;
}

/** A refusal in a sentence for whatever went wrong; what the caller aborted stays an abort. */
function explain(problem: unknown, signal: AbortSignal, isLate: boolean, limits: FetchLimits): unknown {
  if (problem instanceof FeedRefused) return problem;
  if (signal.aborted) return signal.reason;
  if (!(problem instanceof Error)) return problem;
  const code = 'code' in problem ? String(problem.code) : '';
  if (isLate) return new FeedRefused(`It did not come within ${limits.whole / 1000} s.`);
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
    return new FeedRefused(`Its certificate cannot be trusted: ${problem.message.slice(0, 200)}.`);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return new FeedRefused('Its name is not known.');
  if (code === 'ECONNREFUSED') return new FeedRefused('Nobody answers there.');
  if (code === 'ENOSPC') return new FeedRefused('The disk is full.');
  return new FeedRefused(`It could not be fetched: ${problem.message.slice(0, 200)}.`);
}
