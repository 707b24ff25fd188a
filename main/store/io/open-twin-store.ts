import { existsSync, renameSync } from 'node:fs';
import { isDamage } from '../storage-fault.ts';
import { TwinStore } from '../twin-store.ts';

/** Opens where twins are kept. A file that is damaged is put aside and another begun: VMs learn anew, the console always starts. */
export function openTwinStore(path: string): TwinStore {
  try {
    const store = new TwinStore(path);
    try {
      store.check();
      return store;
    } catch (problem) {
      store.close();
      throw problem;
    }
  } catch (problem) {
    if (!isDamage(problem)) throw problem;
    const aside = `${path}.damaged-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}`;
    for (const suffix of ['', '-wal', '-shm'])
      if (existsSync(path + suffix)) renameSync(path + suffix, `${aside}${suffix}`);
    return new TwinStore(path);
  }
}
