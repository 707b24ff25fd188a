import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchFeed, type Fetched } from './fetch-feed.ts';

const never = new AbortController().signal;

function makeFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mien-fetch-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'part');
}

async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const fetchOf = (url: string, isInternal: boolean, headers: Record<string, string> = {}): Promise<Fetched> =>
  fetchFeed({ url, isInternal, headers }, makeFile(), never);

describe('a feed of the outside', () => {
  it.each([
    'localhost',
    '127.1',
    '0x7f000001',
    '2130706433',
    '169.254.169.254',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:169.254.169.254]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    '[fd00::1]',
  ])('is not fetched from %s', async (host) => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked++;
      response.end('45.9.100.7');
    });
    await expect(fetchOf(`http://${host}:${port}/feed`, false)).rejects.toThrow(/not an address of the outside/);
    expect(asked).toBe(0);
  });

  it('sends no token where anybody on the way could read it', async () => {
    const fetched = fetchOf('http://45.9.100.7/feed', false, { authorization: 'secret' });
    await expect(fetched).rejects.toThrow('A token is not sent without TLS.');
  });
});

describe('a feed of our own network', () => {
  it('leads to no other part of it', async () => {
    const hidden = await serve((_request, response) => response.end('secret'));
    for (const host of ['127.0.0.1', '[::ffff:127.0.0.1]', 'localhost']) {
      const port = await serve((_request, response) => {
        response.writeHead(302, { location: `http://${host}:${hidden}/` });
        response.end('elsewhere');
      });
      await expect(fetchOf(`http://127.0.0.1:${port}/feed`, true)).rejects.toThrow(/not an address of the outside/);
    }
  });

  it('leaves no connection behind that another feed could go on with', async () => {
    const sockets = new Set<unknown>();
    const port = await serve((request, response) => {
      sockets.add(request.socket);
      response.end('45.9.100.7');
    });
    await fetchOf(`http://localhost:${port}/feed`, true);
    await expect(fetchOf(`http://localhost:${port}/feed`, false)).rejects.toThrow(/not an address of the outside/);
    expect(sockets.size).toBe(1);
  });

  it('tells what a server answered in few words, and keeps nothing of it', async () => {
    const port = await serve((_request, response) => {
      response.writeHead(500, 'x'.repeat(5000));
      response.end('no');
    });
    const file = makeFile();
    const fetched = fetchFeed({ url: `http://127.0.0.1:${port}/`, isInternal: true, headers: {} }, file, never);
    await expect(fetched).rejects.toThrow(/^The server answered 500 x{1,100}\.$/);
    expect(existsSync(file)).toBe(false);
  });
});
