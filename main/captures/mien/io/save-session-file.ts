import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Note } from '../../../../shared/contract/session.ts';
import { MIEN_MIME_TYPE } from '../../import/detect-format.ts';
import { MIEN_VERSION, type MienManifest, type MienOutline } from '../manifest.ts';
import { partRole } from '../part-name.ts';
import { readPart } from './read-part.ts';

/** Evidence to put into a session file. */
export interface PartSource {
  /** Name in the session file, e.g. `net/eth0.pcapng`; see {@link partRole} for what is allowed. */
  name: string;
  /** Where the bytes are: a file or a range of one (unpacked on the way where it is `deflated`), or text. */
  from: { path: string; offset?: number; length?: number; deflated?: boolean } | { text: string };
  /** Original file's name. */
  source?: string;
  /** Deflate it. Left out, the bytes are stored as they are and can be read in place; captures are always stored. */
  compress?: boolean;
}

/** What to save. */
export interface SaveRequest {
  /** Where to; an existing file is replaced, and only when all went well. */
  path: string;
  outline: Omit<MienOutline, 'format' | 'version'>;
  parts: readonly PartSource[];
  notes: readonly Note[];
}

/** How saving ended; nothing is left behind where it did not end well. */
export type SaveOutcome =
  | { ok: true; bytes: number; manifest: MienManifest }
  | {
      ok: false;
      code: 'canceled' | 'disk-full' | 'no-permission' | 'source-unreadable' | 'bad-name' | 'failed';
      sentence: string;
    };

/** Saving as it goes on. */
export interface SaveOptions {
  signal?: AbortSignal;
  /** Evidence bytes done, of how many. */
  onProgress?: (done: number, total: number) => void;
}

/** Writes a session file: streams its parts into a ZIP beside the target, then puts it in place at once. Never rejects. */
export async function saveSessionFile(request: SaveRequest, options: SaveOptions = {}): Promise<SaveOutcome> {
  const names = new Set(request.parts.map((part) => part.name));
  const bad = request.parts.find((part) => ['frame', 'notes', null].includes(partRole(part.name)));
  if (bad !== undefined || names.size !== request.parts.length) {
    return {
      ok: false,
      code: 'bad-name',
      sentence: `“${(bad?.name ?? 'A part').slice(0, 80)}” cannot be part of a session under this name.`,
    };
  }
  const temporary = `${request.path}.${randomBytes(6).toString('hex')}.part`;
  try {
    options.signal?.throwIfAborted();
    const manifest = await writeZip(request, temporary, options);
    const file = await open(temporary, 'r+');
    await file.sync();
    const { size } = await file.stat();
    await file.close();
    options.signal?.throwIfAborted();
    await rename(temporary, request.path);
    return { ok: true, bytes: size, manifest };
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    return failureOf(error, request, options.signal);
  }
}

class SourceError extends Error {
  readonly part: string;
  constructor(part: string, cause: unknown) {
    super(`cannot read the source of ${part}`, { cause });
    this.part = part;
  }
}

function failureOf(error: unknown, request: SaveRequest, signal: AbortSignal | undefined): SaveOutcome {
  if (signal?.aborted === true)
    return { ok: false, code: 'canceled', sentence: 'Saving was canceled; nothing was written.' };
  if (error instanceof SourceError) {
    return {
      ok: false,
      code: 'source-unreadable',
      sentence: `The evidence for “${error.part}” can no longer be read; nothing was written.`,
    };
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return {
      ok: false,
      code: 'disk-full',
      sentence: `There is not enough room for “${request.path}”; nothing was written.`,
    };
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return { ok: false, code: 'no-permission', sentence: `You are not allowed to write “${request.path}”.` };
  return { ok: false, code: 'failed', sentence: `“${request.path}” could not be written.` };
}

async function writeZip(request: SaveRequest, temporary: string, options: SaveOptions): Promise<MienManifest> {
  const outline: MienOutline = { format: 'mien-session', version: MIEN_VERSION, ...request.outline };
  const manifest: MienManifest = { ...outline, parts: [] };
  const mtime = new Date(outline.created);
  const fixed = {
    mtime: Number.isNaN(mtime.getTime()) ? new Date() : mtime,
    mode: 0o100_644,
    forceDosTimestamp: true,
    compress: false,
  };
  const total = await totalBytes(request.parts);
  let done = 0;
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  const fail = (error: unknown): void => {
    output.destroy(error instanceof Error ? error : new Error(String(error)));
  };
  zip.on('error', fail);
  const addText = (name: string, text: string, isListed = false): void => {
    const content = Buffer.from(text);
    zip.addBuffer(content, name, fixed);
    if (isListed)
      manifest.parts.push({
        name,
        role: partRole(name) ?? '',
        bytes: content.length,
        sha256: sha256(content),
        source: '',
      });
  };

  addText('mimetype', MIEN_MIME_TYPE);
  addText('outline.json', JSON.stringify(outline, null, 1));
  addText('notes.json', JSON.stringify(request.notes, null, 1), true);

  // One part after the other: the manifest is added when the last has told its checksum.
  const addPart = (index: number): void => {
    const part = request.parts[index];
    if (part === undefined) {
      addText('manifest.json', JSON.stringify(manifest, null, 1));
      zip.end();
      return;
    }
    const compress = part.compress === true && partRole(part.name) !== 'capture';
    zip.addReadStreamLazy(part.name, { ...fixed, compress }, (give) => {
      const measured = measure((chunk) => {
        done += chunk;
        // What is unpacked on the way is longer than it was told.
        options.onProgress?.(Math.min(done, total), total);
      });
      const source = openSource(part);
      source.on('error', (error) => fail(new SourceError(part.name, error)));
      measured.stream.on('end', () => {
        manifest.parts.push({
          name: part.name,
          role: partRole(part.name) ?? '',
          ...measured.result(),
          source: (part.source ?? '').slice(0, 255),
        });
        addPart(index + 1);
      });
      give(null, source.pipe(measured.stream));
    });
  };
  addPart(0);
  await pipeline(
    output,
    createWriteStream(temporary, { flags: 'wx', mode: 0o600 }),
    options.signal === undefined ? {} : { signal: options.signal },
  );
  return manifest;
}

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

async function totalBytes(parts: readonly PartSource[]): Promise<number> {
  let total = 0;
  for (const part of parts) {
    if ('text' in part.from) total += Buffer.byteLength(part.from.text);
    else if (part.from.length !== undefined) total += part.from.length;
    else {
      const { path } = part.from;
      const { size } = await stat(path).catch((error: unknown) => Promise.reject(new SourceError(part.name, error)));
      total += size - (part.from.offset ?? 0);
    }
  }
  return total;
}

function openSource(part: PartSource): Readable {
  if ('text' in part.from) return Readable.from([Buffer.from(part.from.text)]);
  const { path, offset, length, deflated } = part.from;
  if (length === 0) return Readable.from([]);
  if (deflated === true && length !== undefined) return readPart(path, { offset: offset ?? 0, length, stored: false });
  const start = offset ?? 0;
  return createReadStream(path, length === undefined ? { start } : { start, end: start + length - 1 });
}

/** Passes bytes on while counting and hashing them. */
function measure(onBytes: (bytes: number) => void): {
  stream: Transform;
  result: () => { bytes: number; sha256: string };
} {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback) {
      hash.update(chunk);
      bytes += chunk.length;
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ bytes, sha256: hash.digest('hex') }) };
}
