import type { FileHandle } from 'node:fs/promises';
import { partRole } from '../part-name.ts';
import { MAX_ENTRIES, type ZipEntry } from './zip-entry.ts';

const BLOCK = 1024 * 1024;
/** A header with its name, or a descriptor, lies whole within this many bytes. */
const OVERLAP = 512;
/** Places remembered while scanning; a hostile file may hold any number. */
const MAX_MARKS = 200_000;
const LOCAL = 0x04034b50;
const DESCRIPTOR = 0x08074b50;
const CENTRAL = 0x02014b50;

/** Where headers, descriptors and directory entries were found. */
interface Marks {
  headers: LocalHeader[];
  /** Descriptors by the start of the data they claim to follow. */
  ends: Map<number, { at: number; bytes: number; crc: number }>;
  /** Starts of headers and directory entries, in order: no data reaches beyond the next of them. */
  borders: number[];
}

interface LocalHeader {
  at: number;
  name: string;
  method: number;
  start: number;
  extra: number;
  /** Lengths as the header tells them; -1 where they follow the data. */
  length: number;
  bytes: number;
  crc: number | null;
}

/**
 * Finds the entries of a ZIP by their local headers, for files whose central directory is cut or damaged. An entry
 * that was streamed tells its length only behind its data; where that is lost too, it reaches to the next header or
 * the end of the file. One pass over the file.
 */
export async function scanEntries(file: FileHandle, size: number): Promise<ZipEntry[]> {
  const marks = await findMarks(file, size);
  const entries: ZipEntry[] = [];
  let from = 0;
  let border = 0;
  for (const header of marks.headers) {
    if (header.at < from || header.start > size || entries.length >= MAX_ENTRIES) continue;
    const { name, method, start } = header;
    const { length, bytes } = header.length === 0xffffffff ? await readLongSizes(file, header) : header;
    const end = marks.ends.get(start);
    let entry: ZipEntry;
    if (length >= 0) {
      const whole = start + length <= size;
      entry = { name, method, offset: start, length: whole ? length : size - start, bytes, crc: header.crc, whole };
    } else if (end !== undefined) {
      entry = { name, method, offset: start, length: end.at - start, bytes: end.bytes, crc: end.crc, whole: true };
    } else {
      while ((marks.borders[border] ?? size) < start) border += 1;
      const reach = await withoutDescriptor(file, start, marks.borders[border] ?? size);
      entry = { name, method, offset: start, length: reach - start, bytes: -1, crc: null, whole: false };
    }
    entries.push(entry);
    from = start + entry.length;
  }
  return entries;
}

/** Where data ends whose descriptor is cut or damaged: before that descriptor, if its signature is still there. */
async function withoutDescriptor(file: FileHandle, start: number, end: number): Promise<number> {
  const tail = Buffer.alloc(Math.min(24, end - start));
  const { bytesRead } = await file.read(tail, 0, tail.length, end - tail.length);
  const at = tail.subarray(0, bytesRead).lastIndexOf(Buffer.from([0x50, 0x4b, 0x07, 0x08]));
  return at < 0 ? end : end - tail.length + at;
}

/** The ZIP64 field of a local header. */
async function readLongSizes(file: FileHandle, header: LocalHeader): Promise<{ length: number; bytes: number }> {
  const extra = Buffer.alloc(header.extra);
  const { bytesRead } = await file.read(extra, 0, extra.length, header.start - header.extra);
  for (let at = 0; at + 4 <= bytesRead; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1 || at + 20 > bytesRead) continue;
    const length = Number(extra.readBigUInt64LE(at + 12));
    if (Number.isSafeInteger(length)) return { bytes: Number(extra.readBigUInt64LE(at + 4)), length };
  }
  return { length: -1, bytes: -1 };
}

async function findMarks(file: FileHandle, size: number): Promise<Marks> {
  const marks: Marks = { headers: [], ends: new Map(), borders: [] };
  const block = Buffer.allocUnsafe(Math.min(BLOCK, size) + OVERLAP);
  for (let base = 0; base < size; base += BLOCK) {
    const { bytesRead } = await file.read(block, 0, block.length, base);
    const data = block.subarray(0, bytesRead);
    for (
      let at = data.indexOf('PK', 0, 'latin1');
      at >= 0 && at < BLOCK && at + 16 <= bytesRead;
      at = data.indexOf('PK', at + 2, 'latin1')
    ) {
      if (marks.borders.length + marks.ends.size >= MAX_MARKS) return marks;
      mark(marks, data, at, base);
    }
    if (bytesRead === 0) break;
  }
  return marks;
}

function mark(marks: Marks, data: Buffer, at: number, base: number): void {
  switch (data.readUInt32LE(at)) {
    case LOCAL: {
      const header = readLocalHeader(data, at, base);
      if (header === null) return;
      marks.headers.push(header);
      marks.borders.push(header.at);
      return;
    }
    case CENTRAL:
      if (at + 46 <= data.length && nameAt(data, at + 46, data.readUInt16LE(at + 28)) !== null)
        marks.borders.push(base + at);
      return;
    case DESCRIPTOR: {
      const end = readDescriptor(data, at);
      // A descriptor is the right one for the data that begins as far before it as it says the data is long.
      const start = base + at - end.length;
      if (start > 0 && !marks.ends.has(start)) marks.ends.set(start, { at: base + at, bytes: end.bytes, crc: end.crc });
      return;
    }
    default:
  }
}

/** Lengths have 4 bytes each, or 8 in ZIP64, and nothing says which: what follows tells, the next signature or the end of the file. */
function readDescriptor(data: Buffer, at: number): { length: number; bytes: number; crc: number } {
  const crc = data.readUInt32LE(at + 4);
  const isFollowed = (by: number): boolean =>
    at + by === data.length || data.toString('latin1', at + by, at + by + 2) === 'PK';
  if (!isFollowed(16) && at + 24 <= data.length && isFollowed(24)) {
    return { crc, length: Number(data.readBigUInt64LE(at + 8)), bytes: Number(data.readBigUInt64LE(at + 16)) };
  }
  return { crc, length: data.readUInt32LE(at + 8), bytes: data.readUInt32LE(at + 12) };
}

function readLocalHeader(data: Buffer, at: number, base: number): LocalHeader | null {
  if (at + 30 > data.length) return null;
  const flags = data.readUInt16LE(at + 6);
  const method = data.readUInt16LE(at + 8);
  const nameLength = data.readUInt16LE(at + 26);
  const extra = data.readUInt16LE(at + 28);
  if ((method !== 0 && method !== 8) || (flags & 1) !== 0) return null;
  const name = nameAt(data, at + 30, nameLength);
  if (name === null) return null;
  const isStreamed = (flags & 8) !== 0;
  return {
    at: base + at,
    name,
    method,
    start: base + at + 30 + nameLength + extra,
    extra,
    length: isStreamed ? -1 : data.readUInt32LE(at + 18),
    bytes: isStreamed ? -1 : data.readUInt32LE(at + 22),
    crc: isStreamed ? null : data.readUInt32LE(at + 14),
  };
}

/** A name that a part may have, null for anything else. */
function nameAt(data: Buffer, at: number, length: number): string | null {
  if (length === 0 || length > 255 || at + length > data.length) return null;
  const name = data.toString('utf8', at, at + length);
  return partRole(name) === null ? null : name;
}
