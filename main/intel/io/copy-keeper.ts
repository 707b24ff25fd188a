import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeFeed, encodeFeed, type KeptFeed, PackDamaged } from '../pack-file.ts';

/** Keeps the last good copy of each feed in a folder: whole or not at all. */
export function createCopyKeeper(folder: string): {
  loadCopy: (id: string) => Promise<KeptFeed | null>;
  keepCopy: (id: string, copy: KeptFeed) => Promise<void>;
  dropCopy: (id: string) => Promise<void>;
} {
  const pathOf = (id: string): string => join(folder, `${id}.feed`);
  return {
    loadCopy: async (id) => {
      try {
        return decodeFeed(await readFile(pathOf(id)));
      } catch (problem) {
        const isGone = problem instanceof Error && 'code' in problem && problem.code === 'ENOENT';
        if (isGone || problem instanceof PackDamaged) return null;
        throw problem;
      }
    },
    keepCopy: async (id, copy) => {
      const fresh = `${pathOf(id)}.new`;
      await writeFile(fresh, encodeFeed(copy), { mode: 0o600 });
      await rename(fresh, pathOf(id));
    },
    dropCopy: (id) => rm(pathOf(id), { force: true }),
  };
}
