import { readConsoleFile } from '../console-files.ts';

/** Where the page lives: a scheme of our own, so it shares an origin with nothing. */
export const CONSOLE_SCHEME = 'app';
/** Origin of every page of the console. */
export const CONSOLE_ORIGIN = 'app://console';

/** True for an address of the console itself. */
export function isConsoleAddress(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === `${CONSOLE_SCHEME}:` && url.host === 'console';
}

/** Answers a request of the page with a file of the console. */
export async function answerConsoleRequest(
  folder: string,
  { method, url }: { method: string; url: string },
): Promise<Response> {
  const isOurs = method === 'GET' && isConsoleAddress(url);
  // A null byte is in no folder.
  const { body, status, headers } = await readConsoleFile(folder, isOurs ? new URL(url).pathname : '/assets/\0');
  return new Response(body, { status, headers });
}
