import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { MAX_ENTRIES, type ZipEntry } from './zip-entry.ts';

/** The entries of a ZIP's central directory, in the order of the file. */
export interface ZipDirectory {
  entries: ZipEntry[];
  /** False where the directory or a local header is damaged: some entries may be missing. */
  complete: boolean;
  tooMany: boolean;
}

/** Reads the central directory of a ZIP; null when it has none that can be read. Never rejects for what is in the file. */
export async function readDirectory(path: string): Promise<ZipDirectory | null> {
  let zip: ZipFile;
  try {
    // Names are decoded and judged here, so that one bad name does not hide the other entries.
    zip = await openPromise(path, { autoClose: false, decodeStrings: false, validateEntrySizes: false });
  } catch {
    return null;
  }
  const directory: ZipDirectory = { entries: [], complete: true, tooMany: false };
  try {
    for await (const entry of zip.eachEntry()) {
      if (directory.entries.length >= MAX_ENTRIES) {
        directory.tooMany = true;
        break;
      }
      const found = await locateEntry(zip, entry);
      if (found === null) directory.complete = false;
      else directory.entries.push(found);
    }
  } catch {
    directory.complete = false;
  } finally {
    zip.close();
  }
  directory.entries.sort((a, b) => a.offset - b.offset);
  return directory;
}

async function locateEntry(zip: ZipFile, entry: Entry): Promise<ZipEntry | null> {
  try {
    const name = new TextDecoder().decode(entry.fileNameRaw);
    const local = await zip.readLocalFileHeaderPromise(entry);
    // The two names must agree: tools disagree on which to believe, and a hostile file profits from that.
    if (!local.fileName.equals(entry.fileNameRaw) || local.compressionMethod !== entry.compressionMethod) return null;
    return {
      name,
      method: entry.isEncrypted() ? -1 : entry.compressionMethod,
      offset: local.fileDataStart,
      length: entry.compressedSize,
      bytes: entry.uncompressedSize,
      crc: entry.crc32,
      whole: true,
    };
  } catch {
    return null;
  }
}
