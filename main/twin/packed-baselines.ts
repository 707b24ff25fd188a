import { z } from 'zod';
import { packParts, unpackParts } from './packed-parts.ts';

/** What is read at most: whoever made the file. */
const MOST = 10_000;
const headSchema = z.object({ format: z.literal(1), uuids: z.array(z.string().max(64)).max(MOST) });

/** Writes what twins knew when a recording began, by the UUIDs of their VMs. */
export function packBaselines(baselines: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return packParts({ head: { format: 1, uuids: [...baselines.keys()] }, parts: [...baselines.values()] });
}

/** Reads what {@link packBaselines} wrote; nothing of what is anything else. What is in them is not looked at yet. */
export function unpackBaselines(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  try {
    const { head, parts } = unpackParts(bytes);
    const { uuids } = headSchema.parse(head);
    return new Map(uuids.flatMap((uuid, at) => (parts[at] === undefined ? [] : [[uuid, parts[at]]])));
  } catch {
    // Twins learn anew from what the recording tells.
    return new Map();
  }
}
