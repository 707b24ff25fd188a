import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { contract } from '../../shared/contract/contract.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { createSocketChannel } from '../../shared/rpc/socket-channel.ts';
import type { Engine } from '../../main/engine.ts';
import { serve } from './serve.ts';
import type { LoopbackServer } from './serve.ts';

let folder = '';
let server: LoopbackServer;
let cookie = '';
const origin = (): string => `http://127.0.0.1:${server.port}`;

const engine = {
  handlers: { 'session.close': () => ({}) },
  sinks: { audit: () => undefined, log: () => undefined },
  close: async () => undefined,
} as unknown as Engine;

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}
/** A plain HTTP exchange; fetch would not let a test choose Host and Origin. */
const ask = (
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body: string | Buffer = '',
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
/** Opens `/rpc`; answers with the open socket, or null where it was refused. */
const dial = (headers: Record<string, string>, path = '/rpc'): Promise<WebSocket | null> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('error', () => resolve(null));
  });
const enter = async (link: string): Promise<Answer> => ask(new URL(link).pathname + new URL(link).search);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mien-serve-'));
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(join(folder, 'renderer/index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(folder, 'renderer/assets/main-abc.js'), 'let a;');
  await writeFile(join(folder, 'secret'), 'secret');
  server = await serve({ engine, renderer: join(folder, 'renderer'), uploads: join(folder, 'uploads') });
  const { headers } = await enter(server.createLink());
  cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a link', () => {
  it('opens once, with a strict cookie that scripts cannot read', async () => {
    const link = server.createLink();
    const first = await enter(link);
    expect(first.status).toBe(200);
    expect(first.body).toContain('url=/"');
    expect(first.headers['set-cookie']?.[0]).toMatch(/^mien-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const second = await enter(link);
    expect(second.status).toBe(403);
    expect(second.headers['set-cookie']).toBeUndefined();
  });

  it('leads to the screen it names, and nowhere else', async () => {
    const token = new URL(server.createLink()).searchParams.get('token') ?? '';
    expect((await ask(`//evil.example/vm/1?token=${token}&x="><script>`)).body).not.toMatch(/url=\/\/|<script/);
    const again = await ask(`/vm/10.0.0.5?tab=flows&token=${token}`, { cookie });
    expect(again.body).toContain('url=/vm/10.0.0.5?tab=flows"');
  });
});

describe('files', () => {
  it('need the session', async () => {
    for (const path of ['/', '/assets/main-abc.js', '/?token=x', '/vm/1']) expect((await ask(path)).status).toBe(403);
    expect((await ask('/', { cookie: `${cookie}x` })).status).toBe(403);
    expect((await ask('/', { cookie: 'mien=; ;;=' })).status).toBe(403);
  });

  it('come with a policy that allows nothing inline', async () => {
    const { status, headers, body } = await ask('/', { cookie });
    expect(status).toBe(200);
    expect(body).toContain('console');
    const policy = headers['content-security-policy'] as string;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    const asset = await ask('/assets/main-abc.js', { cookie });
    expect(asset.headers['cache-control']).toContain('immutable');
  });

  it('give the page for every screen, also one that looks like a file, and 404 for a missing asset', async () => {
    for (const path of ['/fleet', '/vm/10.0.0.5', '/vm/a%2Fb?x=1']) {
      expect(await ask(path, { cookie })).toMatchObject({
        status: 200,
        body: expect.stringContaining('console') as string,
      });
    }
    expect((await ask('/assets/gone.js', { cookie })).status).toBe(404);
  });

  it('do not leave the folder', async () => {
    for (const path of ['/../secret', '/%2e%2e/secret', '/assets/..%2f..%2f..%2fsecret', '/assets/../../secret']) {
      expect((await ask(path, { cookie })).body).not.toBe('secret');
    }
  });

  it('are not for a name made to point here, nor for other pages', async () => {
    for (const host of [
      'evil.example',
      `evil.example:${server.port}`,
      '127.0.0.1',
      '127.0.0.1:1',
      `[::1]:${server.port}`,
    ]) {
      expect((await ask('/', { cookie, host })).status).toBe(403);
    }
    expect((await ask('/', { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask('/', { cookie }, 'POST')).status).toBe(403);
    expect((await ask('/', { cookie, origin: origin() }, 'DELETE')).status).toBe(405);
  });

  it('survives requests that are no HTTP', async () => {
    for (const text of [
      'GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n',
      '\0\0\0\r\n\r\n',
      'GET /rpc HTTP/1.1\r\nUpgrade: x\r\nConnection: upgrade\r\nHost: x\r\n\r\n',
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () =>
          socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 20)),
        );
        socket.on('close', () => resolve());
        socket.on('error', () => undefined);
      });
    }
    expect((await ask('/', { cookie })).status).toBe(200);
  });
});

describe('/rpc', () => {
  it('answers the console', async () => {
    const socket = await dial({ cookie, origin: origin() });
    const client = createClient(contract, createSocketChannel(socket as WebSocket));
    expect(await client.call('session.close', { session: 's' })).toEqual({});
    socket?.close();
  });

  it.each<[string, () => Record<string, string>, string?]>([
    ['no cookie', () => ({ origin: origin() })],
    ['a wrong cookie', () => ({ cookie: `mien-${server.port}=AAAA`, origin: origin() })],
    ['no origin', () => ({ cookie })],
    ['another origin', () => ({ cookie, origin: 'http://evil.example' })],
    ['another port', () => ({ cookie, origin: `http://127.0.0.1:${server.port + 1}` })],
    ['another name', () => ({ cookie, origin: `http://localhost:${server.port}` })],
    ['a null origin', () => ({ cookie, origin: 'null' })],
    ['a rebound name', () => ({ cookie, host: 'evil.example', origin: 'http://evil.example' })],
    ['another path', () => ({ cookie, origin: origin() }), '/rpc2'],
  ])('refuses %s', async (_, headers, path) => {
    expect(await dial(headers(), path)).toBeNull();
  });

  it('refuses 300 guessed cookies and tokens', async () => {
    for (let guess = 0; guess < 300; guess += 1) {
      const value = Buffer.from(`guess ${guess} of a session's secret`).toString('base64url').slice(0, 43);
      expect((await ask(`/?token=${value}`, { cookie: `mien-${server.port}=${value}` })).status).toBe(403);
    }
  });
});

describe('/upload', () => {
  it('keeps a dropped file under a safe name of its own', async () => {
    const body = Buffer.from([0, 1, 2, 255]);
    const name = encodeURIComponent('../../so me/ünï\0.pcap');
    const { status, body: text } = await ask(`/upload/${name}`, { cookie, origin: origin() }, 'PUT', body);
    expect(status).toBe(201);
    const { path } = JSON.parse(text) as { path: string };
    expect(path.startsWith(join(folder, 'uploads', 'drop-'))).toBe(true);
    expect(path.endsWith('ünï_.pcap')).toBe(true);
    expect(await readFile(path)).toEqual(body);
  });

  it('needs the session and its own page', async () => {
    expect((await ask('/upload/a', { origin: origin() }, 'PUT', 'x')).status).toBe(405);
    expect((await ask('/upload/a', { cookie }, 'PUT', 'x')).status).toBe(403);
    expect((await ask('/upload/a', { cookie, origin: 'http://evil.example' }, 'PUT', 'x')).status).toBe(403);
    expect((await ask('/upload/%', { cookie, origin: origin() }, 'PUT', 'x')).status).toBe(400);
  });

  it('says why a file is too large', async () => {
    const headers = { cookie, origin: origin(), 'content-length': String(2 ** 40) };
    const answer = await new Promise<Answer>((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: server.port, path: '/upload/a', headers, method: 'PUT' },
        (response) => {
          response.on('data', (chunk: Buffer) => {
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: chunk.toString() });
            request.destroy();
          });
        },
      );
      request.on('error', reject);
      request.write('x');
    });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'too-large' });
  });
});
