// The servers of the outside world, in one process; prints a line of JSON for each thing that somebody asked of them.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createServer as createPlainServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { answerNames } from './answer-names.ts';
import { answerTime } from './answer-time.ts';
import { places } from './places.ts';

const state = process.env['MIEN_TESTBED'] ?? '/var/tmp/mien-testbed';
const began = Date.now();
const noise = Buffer.alloc(1 << 20);
for (let at = 0; at < noise.length; at += 1) noise[at] = (at * 2_654_435_761) >>> 24;

function tell(service: string, from: string, what: Record<string, unknown>): void {
  console.log(JSON.stringify({ time: Date.now() * 1000, service, from, ...what }));
}

/** Pages of any size: `/bytes/N` has N bytes, everything else some. What is posted is counted and dropped. */
function servePages(service: string) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    let received = 0;
    request.on('data', (piece: Buffer) => (received += piece.length));
    request.on('end', () => {
      const from = request.socket.remoteAddress ?? '';
      tell(service, from, { method: request.method, path: request.url, host: request.headers.host, received });
      const wanted = Number(/^\/bytes\/(\d{1,8})/.exec(request.url ?? '')?.[1] ?? 1800);
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': wanted });
      for (let left = wanted; left > 0; left -= noise.length)
        response.write(noise.subarray(0, Math.min(left, noise.length)));
      response.end();
    });
  };
}

/** Greets, then counts what comes until the other end has said all. */
function takeBytes(service: string, greeting: string) {
  return (socket: Socket): void => {
    let received = 0;
    const from = socket.remoteAddress ?? '';
    socket.write(greeting);
    socket.on('data', (piece) => (received += piece.length));
    socket.on('end', () => socket.end('ok\n'));
    socket.on('close', () => tell(service, from, { received }));
  };
}

/** A mining pool: every line is a request of JSON-RPC and is agreed to; new work comes every five seconds. */
function servePool(socket: Socket): void {
  const from = socket.remoteAddress ?? '';
  let rest = '';
  let job = 0;
  const work = setInterval(() => {
    job += 1;
    const parameters = [
      job.toString(16).padStart(8, '0'),
      'ab'.repeat(32),
      'cd'.repeat(40),
      [],
      '20000000',
      '1a2b3c4d',
      true,
    ];
    socket.write(`${JSON.stringify({ id: null, method: 'mining.notify', params: parameters })}\n`);
  }, 5000);
  socket.on('data', (piece) => {
    const lines = (rest + piece.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const { id, method } = JSON.parse(line) as { id: number; method: string };
      tell('pool', from, { method });
      socket.write(`${JSON.stringify({ id, result: true, error: null })}\n`);
    }
  });
  socket.on('close', () => clearInterval(work));
}

const table = new Map<string, string>(Object.values(places).map(({ name, address }) => [name, address]));
const pki = (file: string) => readFileSync(join(state, 'pki', file));
// BusyBox knows few ciphers, and old ones.
const identity = {
  ciphers: 'ALL:@SECLEVEL=0',
  key: pki('serverkey.pem'),
  cert: pki('servercert.pem'),
};
const servers: [Server, string, number][] = [
  [createServer(servePages('packages')), places.packages.address, 80],
  [createServer(servePages('news')), places.news.address, 80],
  [createSecureServer(identity, servePages('api')), places.api.address, 443],
  [createPlainServer({ allowHalfOpen: true }, takeBytes('backup', '@RSYNCD: 31.0\n')), places.backup.address, 873],
  [createServer(servePages('controller')), places.controller.address, 8080],
  [createPlainServer(servePool), places.pool.address, 3333],
  [createServer(servePages('sink')), places.sink.address, 8000],
];
// A guest that is ended mid-word is everyday life here.
const ignore = () => undefined;
for (const [server, address, port] of servers) {
  server.on('connection', (socket: Socket) => socket.on('error', ignore));
  server.on('clientError', (_error: Error, socket: Socket) => socket.destroy());
  server.listen(port, address);
}

const answers = [
  [places.names.address, 53, (query: Buffer) => answerNames(query, table)],
  [places.time.address, 123, (query: Buffer) => answerTime(query, Date.now())],
] as const;
for (const [address, port, answer] of answers) {
  const socket = createSocket('udp4');
  socket.on('message', (query, { address: from, port: back }) => {
    const reply = answer(query);
    if (reply !== undefined) socket.send(reply, back, from);
  });
  socket.bind(port, address);
}
tell('world', '', { ready: true, after: Date.now() - began });
