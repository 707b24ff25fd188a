import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { ServerSinks } from '../../shared/rpc/server.ts';
import { receiveUpload } from './receive-upload.ts';

/** Milliseconds a page that is still sending has to read a refusal. */
const LINGER = 2000;
const STATUS: Partial<Record<Refusal['code'], number>> = { 'too-large': 413, unavailable: 507, invalid: 400 };

/** Answers `PUT /upload/NAME`: 201 and `{path}`, or a status and `{code, message}`. */
export async function answerUpload(
  request: IncomingMessage,
  response: ServerResponse,
  name: string,
  folder: string,
  sinks: ServerSinks,
): Promise<void> {
  try {
    const length = request.headers['content-length'];
    // The connection must outlive a refusal, or the page never reads why.
    const body = request.iterator({ destroyOnReturn: false });
    const path = await receiveUpload(body, readName(name), length ? Number(length) : null, folder);
    response.writeHead(201, { 'Content-Type': 'application/json' }).end(JSON.stringify({ path }));
  } catch (error) {
    if (!(error instanceof Refusal)) sinks.log({ id: 'upload', name: 'upload', error });
    const refusal = error instanceof Refusal ? error : new Refusal('internal', 'The file could not be kept.');
    response.writeHead(STATUS[refusal.code] ?? 500, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(JSON.stringify({ code: refusal.code, message: refusal.message }));
    request.resume();
    setTimeout(() => request.destroy(), LINGER).unref();
  }
}

/** The name in an upload's address. */
function readName(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new Refusal('invalid', 'This is no file name.');
  }
}
