import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptFile } from '../live/live-capture.ts';
import { saveSessionFile } from '../mien/io/save-session-file.ts';
import { safePartLeaf } from '../mien/part-name.ts';
import type { KeepRequest } from '../triggered-capture.ts';
import { appendSections } from './append-sections.ts';

/** Files and bytes kept for alerts; beyond, the oldest go. */
const mostFiles = 200;
const mostBytes = 4 * 2 ** 30;

/** What keeping needs. */
export interface KeepParts {
  /** Where sessions are kept. */
  folder: string;
  version: string;
  /** Copies packets of a stretch of time. */
  keep(from: number, to: number, folder: string): Promise<KeptFile[]>;
}

/**
 * Keeps the packets around an alert as a session file of their own.
 * @returns its path, or why it could not be written, a sentence
 */
export async function keepPackets(
  request: KeepRequest,
  parts: KeepParts,
): Promise<{ path: string } | { problem: string }> {
  try {
    return await keepOne(request, parts);
  } catch (problem) {
    return { problem: `${problem instanceof Error ? problem.message : String(problem)}.` };
  }
}

async function keepOne(
  { alert, from, to }: KeepRequest,
  parts: KeepParts,
): Promise<{ path: string } | { problem: string }> {
  mkdirSync(parts.folder, { recursive: true, mode: 0o700 });
  const work = mkdtempSync(join(parts.folder, '.keeping-'));
  try {
    const packets = join(work, 'packets.pcapng');
    await appendSections(await parts.keep(from, to, join(work, 'ring')), packets);
    if (!existsSync(packets)) return { problem: 'their packets were overwritten already, or none were captured.' };
    const stamp = new Date(from / 1000).toISOString().slice(0, 19).replaceAll(':', '-');
    const name = `${stamp}-${alert.type}-${safePartLeaf(alert.subjectName)}`.replaceAll(' ', '-');
    const path = freePath(parts.folder, name);
    const outcome = await saveSessionFile({
      path,
      outline: {
        tool: { name: 'Mien', version: parts.version },
        created: new Date().toISOString(),
        name: `${alert.title}: ${alert.subjectName}`.slice(0, 1024),
        subjects: [],
        localNetworks: [],
        clocks: [],
        redactions: [],
      },
      parts: [{ name: 'net/packets.pcapng', source: 'packets.pcapng', from: { path: packets } }],
      notes: [],
    });
    if (!outcome.ok) return { problem: outcome.sentence };
    prune(parts.folder);
    return { path };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Two alerts of one kind and VM may have begun in the same second. */
function freePath(folder: string, name: string): string {
  for (let count = 1; ; count++) {
    const path = join(folder, `${name}${count === 1 ? '' : `-${count}`}.mien`);
    if (!existsSync(path)) return path;
  }
}

/** Removes the oldest until what is kept is within its bounds. */
function prune(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.mien'))
    .map((name) => {
      const path = join(folder, name);
      const { size, mtimeMs } = statSync(path);
      return { path, size, mtimeMs };
    })
    .toSorted((left, right) => right.mtimeMs - left.mtimeMs);
  let bytes = 0;
  for (const [index, { path, size }] of files.entries()) {
    bytes += size;
    if (index >= mostFiles || (index > 0 && bytes > mostBytes)) rmSync(path, { force: true });
  }
}
