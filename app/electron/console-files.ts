import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { securityHeaders } from '../security-headers.ts';

/** Where the page lives: a scheme of our own, so it shares an origin with nothing. */
export const CONSOLE_SCHEME = 'app';
/** Origin of every page of the console. */
export const CONSOLE_ORIGIN = 'app://console';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

/** True for an address of the console itself. */
export function isConsoleAddress(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === `${CONSOLE_SCHEME}:` && url.host === 'console';
}

/** Path under `folder` that an address asks for, or null where it names something else or leaves the folder. */
export function findConsoleFile(folder: string, address: string): string | null {
  if (!isConsoleAddress(address)) return null;
  let path: string;
  try {
    path = decodeURIComponent(new URL(address).pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  // Every other path is a screen of the console.
  if (!path.startsWith('/assets/')) return join(folder, 'index.html');
  const file = normalize(join(folder, path));
  return file.startsWith(join(folder, 'assets') + sep) ? file : null;
}

/** Answers a request of the page with a file of the console and the policy it lives under. */
export async function answerConsoleRequest(
  folder: string,
  request: { method: string; url: string },
): Promise<Response> {
  const file = request.method === 'GET' ? findConsoleFile(folder, request.url) : null;
  const headers = { ...securityHeaders, 'Cache-Control': 'no-cache' };
  if (file === null) return new Response('Not here.', { status: 404, headers });
  try {
    const type = types[extname(file)] ?? 'application/octet-stream';
    return new Response(new Uint8Array(await readFile(file)), { headers: { ...headers, 'Content-Type': type } });
  } catch {
    return new Response('No such file.', { status: 404, headers });
  }
}
