import { createTransientMemory } from '../../twin/transient-memory.ts';
import type { TwinMemory } from '../../twin/twin-memory.ts';
import { unpackBaselines } from '../../twin/packed-baselines.ts';
import { readSmallPart } from '../mien/io/read-part.ts';
import type { SourceFile } from '../parser-port.ts';

/** Most bytes that are read of what twins knew: some thousands of VMs. */
const MOST = 256 << 20;

/** Reads what twins knew when a recording began. @returns makes memories that begin with it, empty ones where nothing can be read */
export async function readBaselines(of: { baselines: SourceFile | null } | null): Promise<() => TwinMemory> {
  const part = of?.baselines;
  if (part == null) return createTransientMemory;
  const { path, offset, bytes: length, deflated } = part;
  const bytes = await readSmallPart(path, { offset, length, stored: !deflated }, MOST);
  const known = bytes === null ? new Map<string, Uint8Array>() : unpackBaselines(bytes);
  return () => createTransientMemory(known);
}
