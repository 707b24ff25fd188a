import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { createLibvirtHostMaker } from '../../../main/hosts/io/libvirt-host.ts';
import type { HostSettings, PollEvery, WatchedHost } from '../../../main/hosts/host-port.ts';
import type { HostReport, HostState } from '../../../main/hosts/host-report.ts';

type Of<K extends HostReport['type']> = Extract<HostReport, { type: K }> & { heard: number };

/** A host that is watched as the console does, with all that it told and when that was heard. */
export interface Watching {
  host: WatchedHost;
  of<K extends HostReport['type']>(type: K, since?: number): Of<K>[];
  state(): HostState;
  /** When batches of interfaces were heard. */
  batches(since?: number): number[];
}

const root = join(import.meta.dirname, '..', '..', '..');
/** The program that watches a host. */
export const hostProgram = { node: process.execPath, entry: join(root, 'app', 'host', 'host.ts') };

/** How often the console asks unless told otherwise. */
export const usual: PollEvery = { interfaces: 1000, cpu: 5000, disks: 30_000 };

/** Watches a URI in a process of its own. */
export function watch(id: string, uri: string, every = usual): Watching {
  const told: (HostReport & { heard: number })[] = [];
  const settings: HostSettings = { id, uri, name: id, every, capture: false, capturePrefix: [], paused: false };
  const host = createLibvirtHostMaker(hostProgram)(settings, (report) =>
    told.push({ ...report, heard: performance.now() }),
  );
  const of = <K extends HostReport['type']>(type: K, since = 0): Of<K>[] =>
    told.filter((report): report is Of<K> => report.type === type && report.heard >= since);
  return {
    host,
    of,
    state: () => of('state').at(-1)?.state ?? 'connecting',
    batches: (since = 0) =>
      of('samples', since).flatMap(({ batch, heard }) => (batch.tier === 'interfaces' ? [heard] : [])),
  };
}

/** Waits until something is so; answers when that was. @throws past so many milliseconds */
export async function until(what: string, isSo: () => boolean, patience: number): Promise<number> {
  const end = performance.now() + patience;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`${what}: not within ${patience} ms`);
    await sleep(10);
  }
  return performance.now();
}
