import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { noteSchema, type Note } from '../../../../shared/contract/session.ts';
import { majorVersion, manifestSchema, MIEN_VERSION, outlineSchema, type MienManifest } from '../manifest.ts';
import { partRole } from '../part-name.ts';
import type { MienOpening, MienPart, MienRefusal, MienRemark, MienSession } from '../session-file.ts';
import { readDirectory } from './read-directory.ts';
import { readSmallPart } from './read-part.ts';
import { scanEntries } from './scan-entries.ts';
import type { ZipEntry } from './zip-entry.ts';

/** Manifest, outline and notes are read whole. */
const MAX_FRAME_BYTES = 32 * 1024 * 1024;
const notesSchema = z.array(noteSchema).max(100_000);

/**
 * Opens a session file without reading its evidence: finds its parts, reads manifest and notes. What is damaged or
 * cut is told in remarks and the rest is opened; checksums are compared later (see verifyPart). Never rejects.
 */
export async function openSessionFile(path: string): Promise<MienOpening> {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  let file: FileHandle | undefined;
  try {
    file = await open(path, 'r');
    const { size } = await file.stat();
    return await openParts(path, name, file, size);
  } catch (error) {
    return { ok: false, refusal: refusalOf(error, name) };
  } finally {
    await file?.close();
  }
}

function refusalOf(error: unknown, name: string): MienRefusal {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  if (code === 'ENOENT') return { code: 'not-found', sentence: `“${name}” is not there.` };
  if (code === 'EACCES' || code === 'EPERM')
    return { code: 'no-permission', sentence: `You are not allowed to read “${name}”.` };
  return { code: 'unreadable', sentence: `“${name}” could not be read from its disk.` };
}

async function openParts(path: string, name: string, file: FileHandle, size: number): Promise<MienOpening> {
  if (size === 0) return { ok: false, refusal: { code: 'empty', sentence: `“${name}” is empty.` } };
  const remarks: MienRemark[] = [];
  const directory = await readDirectory(path);
  if (directory?.tooMany === true) {
    return {
      ok: false,
      refusal: { code: 'too-many-parts', sentence: `“${name}” holds more parts than a session can have.` },
    };
  }
  let entries = directory?.entries ?? [];
  // The manifest is written last: a directory that does not list it may have lost its count of entries.
  const isDoubtful = !entries.some((entry) => entry.name === 'manifest.json');
  if (directory === null || !directory.complete || isDoubtful) {
    const known = new Set(entries.map((entry) => entry.name));
    const found = (await scanEntries(file, size)).filter((entry) => !known.has(entry.name));
    entries = [...entries, ...found].sort((a, b) => a.offset - b.offset);
    if (entries.length > 0 && (found.length > 0 || directory?.complete !== true)) {
      remarks.push(
        fileRemark(
          'no-directory',
          'The end of the file is cut or damaged; its parts were found one by one.',
          'warning',
        ),
      );
    }
  }
  const kept = judgeEntries(entries, remarks);
  if (kept.length === 0) {
    return {
      ok: false,
      refusal: { code: 'not-a-session', sentence: `“${name}” is not a Mien session, or nothing in it can be read.` },
    };
  }
  return assemble(path, name, size, kept, remarks);
}

/** Leaves out what must not be in a session: bad names, names told twice, unknown compression, parts that lie over each other. */
function judgeEntries(entries: readonly ZipEntry[], remarks: MienRemark[]): ZipEntry[] {
  const kept = new Map<string, ZipEntry>();
  let end = 0;
  for (const entry of entries) {
    if (entry.name.endsWith('/') && entry.length === 0) continue;
    const shown = entry.name.slice(0, 80);
    if (partRole(entry.name) === null)
      remarks.push(
        fileRemark('bad-name', `“${shown}” was left out: such a name has no place in a session.`, 'warning'),
      );
    else if (kept.has(entry.name))
      remarks.push(fileRemark('repeated-name', `“${shown}” is there twice; the first was kept.`, 'warning'));
    else if (entry.method !== 0 && entry.method !== 8)
      remarks.push(
        fileRemark(
          'unknown-compression',
          `“${shown}” was left out: it is encrypted or packed in an unknown way.`,
          'warning',
        ),
      );
    else if (entry.offset < end)
      remarks.push(fileRemark('overlapping-part', `“${shown}” was left out: it lies over another part.`, 'warning'));
    else if (entry.method === 0 && entry.bytes >= 0 && entry.whole && entry.bytes !== entry.length) {
      remarks.push(fileRemark('bad-size', `“${shown}” was left out: its sizes contradict each other.`, 'warning'));
    } else {
      kept.set(entry.name, entry);
      end = entry.offset + entry.length;
    }
  }
  return [...kept.values()];
}

function fileRemark(code: string, text: string, severity: MienRemark['severity']): MienRemark {
  return { code, text, part: '', severity };
}

async function assemble(
  path: string,
  name: string,
  size: number,
  entries: readonly ZipEntry[],
  remarks: MienRemark[],
): Promise<MienOpening> {
  const frame = new Map<string, unknown>();
  for (const entry of entries) {
    const role = partRole(entry.name);
    if ((role !== 'frame' && role !== 'notes') || entry.name === 'mimetype') continue;
    const value = await readJson(path, entry);
    if (value !== undefined) frame.set(entry.name, value);
    else
      remarks.push({
        code: 'damaged-part',
        text: `“${entry.name}” is damaged.`,
        part: entry.name,
        severity: 'warning',
      });
  }
  const version = versionOf(frame.get('manifest.json')) ?? versionOf(frame.get('outline.json'));
  if (version !== null && majorVersion(version) > majorVersion(MIEN_VERSION)) {
    return {
      ok: false,
      refusal: {
        code: 'too-new',
        sentence: `“${name}” was written by a newer Mien (session format ${version}); this one reads up to ${majorVersion(MIEN_VERSION)}.x. Update Mien to open it.`,
      },
    };
  }
  const manifest = manifestSchema.safeParse(frame.get('manifest.json')).data ?? null;
  const outline = manifest ?? outlineSchema.safeParse(frame.get('outline.json')).data ?? null;
  if (manifest === null) {
    remarks.push(
      fileRemark(
        'no-manifest',
        frame.has('manifest.json')
          ? 'The manifest is damaged: checksums cannot be compared.'
          : 'The manifest is missing: the file was cut or never finished, and checksums cannot be compared.',
        'warning',
      ),
    );
  }
  const session: MienSession = {
    path,
    bytes: size,
    manifest,
    outline,
    parts: [],
    notes: notesOf(frame.get('notes.json'), remarks),
    remarks,
  };
  session.parts = entries.flatMap((entry) => describePart(entry, manifest, remarks));
  tellMissing(manifest, session.parts, remarks);
  if (session.parts.length === 0 && outline === null) {
    return {
      ok: false,
      refusal: { code: 'not-a-session', sentence: `“${name}” is not a Mien session, or nothing in it can be read.` },
    };
  }
  return { ok: true, session };
}

async function readJson(path: string, entry: ZipEntry): Promise<unknown> {
  const content = await readSmallPart(
    path,
    { offset: entry.offset, length: entry.length, stored: entry.method === 0 },
    MAX_FRAME_BYTES,
  );
  if (content === null || (entry.crc !== null && crc32(content) !== entry.crc)) return undefined;
  try {
    return JSON.parse(content.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function versionOf(value: unknown): string | null {
  const found = z
    .object({ format: z.literal('mien-session'), version: z.string().regex(/^\d{1,4}\.\d{1,4}$/) })
    .safeParse(value);
  return found.success ? found.data.version : null;
}

function notesOf(value: unknown, remarks: MienRemark[]): Note[] {
  if (value === undefined) return [];
  const notes = notesSchema.safeParse(value);
  if (notes.success) return notes.data;
  remarks.push({
    code: 'damaged-part',
    text: 'The notes are damaged and were left out.',
    part: 'notes.json',
    severity: 'warning',
  });
  return [];
}

function describePart(entry: ZipEntry, manifest: MienManifest | null, remarks: MienRemark[]): MienPart[] {
  const role = partRole(entry.name);
  if (role === null || role === 'frame' || role === 'notes') return [];
  const listed = manifest?.parts.find((part) => part.name === entry.name);
  if (manifest !== null && listed === undefined) {
    remarks.push({
      code: 'unlisted-part',
      text: `“${entry.name}” is not in the manifest: it was added later.`,
      part: entry.name,
      severity: 'warning',
    });
  }
  if (!entry.whole) {
    remarks.push({
      code: 'cut-part',
      text: `“${entry.name}” breaks off before its end; what is there was kept.`,
      part: entry.name,
      severity: 'warning',
    });
  }
  if (listed !== undefined && entry.whole && entry.bytes >= 0 && listed.bytes !== entry.bytes) {
    remarks.push({
      code: 'bad-size',
      text: `“${entry.name}” is not as long as the manifest says.`,
      part: entry.name,
      severity: 'error',
    });
  }
  return [
    {
      name: entry.name,
      role,
      offset: entry.offset,
      length: entry.length,
      bytes: entry.bytes >= 0 && entry.whole ? entry.bytes : entry.length,
      stored: entry.method === 0,
      sha256: listed?.sha256 ?? null,
      whole: entry.whole,
      source: listed?.source ?? '',
    },
  ];
}

function tellMissing(manifest: MienManifest | null, parts: readonly MienPart[], remarks: MienRemark[]): void {
  const present = new Set(parts.map((part) => part.name));
  for (const part of manifest?.parts ?? []) {
    if (present.has(part.name) || partRole(part.name) === 'notes') continue;
    const shown = part.name.slice(0, 80);
    remarks.push({
      code: 'missing-part',
      text: `“${shown}” is in the manifest but not in the file.`,
      part: shown,
      severity: 'error',
    });
  }
}
