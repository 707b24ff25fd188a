import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { securityHeaders } from './security-headers.ts';

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

/** A file of the built console as an answer, under the policy it lives by. */
export interface ConsoleFile {
  status: 200 | 404;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
}

/** Path under `folder` that the path of an address asks for, or null where it leaves the folder or is no path. */
export function findConsoleFile(folder: string, pathname: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.includes('\\')) return null;
  // Every other path is a screen of the console, even one that ends like a file: /vm/10.0.0.5
  if (!path.startsWith('/assets/')) return join(folder, 'index.html');
  const file = normalize(join(folder, path));
  return file.startsWith(join(folder, 'assets') + sep) ? file : null;
}

/**
 * Reads the file that a path asks for, anew each time: a console that was built again while it is open is served whole.
 * The names of assets change with their contents, so browsers keep them.
 */
export async function readConsoleFile(folder: string, pathname: string): Promise<ConsoleFile> {
  const file = findConsoleFile(folder, pathname);
  try {
    if (file === null) throw new Error('not of the console');
    const body = new Uint8Array(await readFile(file));
    const hashed = !file.endsWith('index.html');
    const headers = {
      ...securityHeaders,
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Cache-Control': hashed ? 'private, max-age=31536000, immutable' : 'no-cache',
    };
    return { status: 200, headers, body };
  } catch {
    const headers = { ...securityHeaders, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
    return { status: 404, headers, body: new TextEncoder().encode('No such file.') };
  }
}
