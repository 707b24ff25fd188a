import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { contract } from '../../shared/contract/contract.ts';
import { REQUEST_CHARACTERS } from '../../shared/rpc/envelope.ts';
import { createServer } from '../../shared/rpc/server.ts';
import { createSocketChannel } from '../../shared/rpc/socket-channel.ts';
import type { Engine } from '../../main/engine.ts';
import { readConsoleFile } from '../console-files.ts';
import { securityHeaders } from '../security-headers.ts';
import { answerUpload } from './answer-upload.ts';
import { createSessionGuard } from './session-guard.ts';

/** What the loopback server serves. */
export interface ServeOptions {
  engine: Pick<Engine, 'handlers' | 'sinks'>;
  /** Folder of the built console. */
  renderer: string;
  /** Folder for files dropped into the page. */
  uploads: string;
  /** 0 or absent: any free port. */
  port?: number;
}
/** A running loopback server. */
export interface LoopbackServer {
  port: number;
  /** A link that opens once; make one for each window. */
  createLink(): string;
  close(): Promise<void>;
}

/** Windows at a time. */
const WINDOWS = 32;

/** Serves the console to a browser of this machine: its files, `/rpc` and `/upload/NAME`, to whom a link was given. */
export async function serve({ engine, renderer, uploads, port = 0 }: ServeOptions): Promise<LoopbackServer> {
  const server = createHttpServer({ headersTimeout: 10_000, requestTimeout: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { sinks } = engine;
  const bound = (server.address() as AddressInfo).port;
  const guard = createSessionGuard(bound);
  const hosts = new Set([`127.0.0.1:${bound}`, `localhost:${bound}`]);
  /** False for a name that was made to point here, and for pages of others. */
  const isOwn = ({ headers }: IncomingMessage, needsOrigin: boolean): boolean =>
    hosts.has(headers.host ?? '') && (headers.origin === `http://${headers.host}` || (!needsOrigin && !headers.origin));

  function answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    const url = URL.parse(request.url ?? '/', 'http://console');
    if (url === null) return say(response, 400, 'This is no address.');
    const { pathname, searchParams } = url;
    if (!isOwn(request, request.method !== 'GET')) return say(response, 403, 'Only the console itself may ask here.');
    if (request.method === 'PUT' && pathname.startsWith('/upload/') && guard.knows(request.headers.cookie)) {
      return void answerUpload(request, response, pathname.slice('/upload/'.length), uploads, sinks);
    }
    if (request.method !== 'GET') return say(response, 405, 'Not here.');
    const token = searchParams.get('token');
    const cookie = token === null ? null : guard.redeem(token);
    if (cookie !== null) response.setHeader('Set-Cookie', cookie);
    if (cookie !== null || (token !== null && guard.knows(request.headers.cookie))) {
      searchParams.delete('token');
      return enter(response, pathname, searchParams);
    }
    if (!guard.knows(request.headers.cookie)) {
      return say(
        response,
        403,
        'This link was used or never was one. Press Enter where Mien was started for a new one.',
      );
    }
    void readConsoleFile(renderer, pathname).then(({ status, headers, body }) =>
      response.writeHead(status, headers).end(body),
    );
  }

  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    // A character takes at most three bytes.
    maxPayload: REQUEST_CHARACTERS * 3,
  });
  server.on('request', answer);
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const welcome = request.url === '/rpc' && isOwn(request, true) && guard.knows(request.headers.cookie);
    if (!welcome || sockets.clients.size >= WINDOWS) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      createServer(contract, engine.handlers, createSocketChannel(accepted), sinks);
    });
  });

  return {
    port: bound,
    createLink: () => `http://127.0.0.1:${bound}/?token=${guard.createToken()}`,
    close: async () => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with one sentence. */
function say(response: ServerResponse, status: number, sentence: string): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    .end(sentence);
}

/**
 * Sends the browser to the page without the token. Not by a redirect: one that began on another site would arrive
 * without the strict cookie just set.
 */
function enter(response: ServerResponse, pathname: string, search: URLSearchParams): void {
  const target = `/${pathname.replace(/^\/+/, '')}${search.size === 0 ? '' : `?${search.toString()}`}`;
  const escaped = target.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
  response.end(`<!doctype html><meta http-equiv="refresh" content="0;url=${escaped}"><title>Mien</title>`);
}
