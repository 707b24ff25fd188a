import { fromFdPromise } from 'yauzl';
import type { ParserFile } from '../parser-messages.ts';

/** Entries looked at; a ZIP of logs holds a few. */
const maxEntries = 200;
const stored = 0;
const deflated = 8;

/** The files inside a plain ZIP, each as a part of it; those packed in another way are left out. Damage ends the list. */
export async function listZip(file: ParserFile): Promise<ParserFile[]> {
  const parts: ParserFile[] = [];
  try {
    const zip = await fromFdPromise(file.descriptor, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: false,
    });
    for await (const entry of zip.eachEntry()) {
      const name = new TextDecoder().decode(entry.fileNameRaw);
      const readable =
        !entry.isEncrypted() && (entry.compressionMethod === stored || entry.compressionMethod === deflated);
      if (name.endsWith('/') || !readable || entry.compressedSize === 0) continue;
      const local = await zip.readLocalFileHeaderPromise(entry);
      parts.push({
        descriptor: file.descriptor,
        name: name.slice(name.lastIndexOf('/') + 1),
        bytes: file.bytes,
        offset: local.fileDataStart,
        length: entry.compressedSize,
        deflated: entry.compressionMethod === deflated,
      });
      if (parts.length >= maxEntries) break;
    }
  } catch {
    // What was listed before the damage is read; without any the file is told as not readable.
  }
  return parts;
}
