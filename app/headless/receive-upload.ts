import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../../shared/rpc/refusal.ts';

/** Bounds of a dropped file. */
export interface UploadLimits {
  bytes: number;
  /** Bytes of the disk that stay free. */
  reserve: number;
}

const DEFAULTS: UploadLimits = { bytes: 64 * 1024 ** 3, reserve: 512 * 1024 ** 2 };
/** The disk is looked at again after so many bytes: others write to it too. */
const LOOK_AGAIN = 64 * 1024 ** 2;

/**
 * Streams a dropped file into a folder of its own under `folder` and answers with its path. `length` is what the
 * sender announced, null where it did not. Refuses `too-large` and `unavailable` (disk) and leaves nothing behind then.
 */
export async function receiveUpload(
  body: AsyncIterable<Buffer>,
  name: string,
  length: number | null,
  folder: string,
  limits: UploadLimits = DEFAULTS,
): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const checkRoom = async (bytes: number): Promise<void> => {
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize - limits.reserve < bytes) throw new Refusal('unavailable', `The disk of ${folder} is full.`);
  };
  const tooLarge = new Refusal('too-large', `A dropped file may have ${limits.bytes} bytes; open it by its path.`);
  if (length !== null && length > limits.bytes) throw tooLarge;
  await checkRoom(length ?? 0);
  const own = await mkdtemp(join(folder, 'drop-'));
  const path = join(own, toFileName(name));
  let received = 0;
  let checked = 0;
  try {
    await pipeline(
      body,
      async function* measure(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          received += chunk.length;
          if (received > limits.bytes) throw tooLarge;
          if (received - checked > LOOK_AGAIN) {
            checked = received;
            await checkRoom(LOOK_AGAIN);
          }
          yield chunk;
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    );
    if (length !== null && received !== length) throw new Refusal('invalid', 'The file arrived cut.');
    return path;
  } catch (error) {
    await rm(own, { recursive: true, force: true });
    throw error;
  }
}

/** A name that is safe in every file system and still says what was dropped; the end, with its ending, is kept. */
export function toFileName(name: string): string {
  const plain = name.normalize('NFC').replace(/[^\p{L}\p{N}._ +-]/gu, '_');
  // At most 240 bytes: file systems take 255.
  const end = Array.from(plain)
    .slice(-60)
    .join('')
    .replace(/^[. ]+/, '_');
  return end.trim() === '' ? 'dropped' : end;
}
