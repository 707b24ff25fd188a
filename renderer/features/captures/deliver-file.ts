import { Refusal } from '../../../shared/rpc/refusal.ts';

/** What the desktop window gives its page: the path of a file that a person dropped or chose. */
interface DesktopWindow {
  mien?: { pathOf: (file: File) => string };
}

/** Path of a file as the desktop window knows it; '' in a browser. */
export function findPath(file: File): string {
  return (globalThis as DesktopWindow).mien?.pathOf(file) ?? '';
}

/**
 * Brings a dropped file to where the engine can read it and gives its path there: at once in the desktop window, by
 * sending its bytes to the page's own server in a browser. `onSent` hears the share sent, 0 to 1.
 */
export function deliverFile(file: File, onSent: (share: number) => void, signal: AbortSignal): Promise<string> {
  const path = findPath(file);
  if (path !== '') return Promise.resolve(path);
  return new Promise((resolve, reject) => {
    // fetch tells nothing about how much was sent.
    const request = new XMLHttpRequest();
    const url = new URL(`/upload/${encodeURIComponent(file.name)}`, globalThis.location.href);
    request.open('PUT', url);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onSent(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status === 201 && typeof answer === 'object' && answer !== null && 'path' in answer)
        resolve(String(answer.path));
      else reject(new Refusal('unavailable', readMessage(answer)));
    });
    request.addEventListener('error', () =>
      reject(new Refusal('disconnected', `${file.name} could not be sent: the connection ended.`)),
    );
    request.addEventListener('abort', () => reject(new Refusal('cancelled', `Sending ${file.name} was cancelled.`)));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

function readMessage(answer: unknown): string {
  const said = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : '';
  return typeof said === 'string' && said !== '' ? said : 'The file could not be sent.';
}
