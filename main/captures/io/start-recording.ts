import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { HostReport } from '../../hosts/host-report.ts';
import type { VmFacts } from '../../telemetry/vm-facts.ts';
import type { LiveCapture } from '../live/live-capture.ts';
import { saveSessionFile } from '../mien/io/save-session-file.ts';
import { BASELINES } from '../mien/baselines-part.ts';
import type { RecordedFile, Recording } from '../recording.ts';
import { appendSections } from './append-sections.ts';

/** What a recording needs besides its place. */
export interface RecordingParts {
  capture: LiveCapture | null;
  /** Folder for files that have no place named. */
  folder: string;
  version: string;
  /** Microseconds since the epoch. */
  now: () => number;
  /** Written beside the evidence. */
  localNetworks: () => readonly string[];
  /** What twins know as it begins, null for nothing: so that it concludes what was concluded live. */
  baselines: () => Uint8Array | null;
}

/** Reports gathered before they are written together. */
const batchBytes = 64 * 1024;
/** Reports held while the disk takes none; beyond, they are lost, which the recording says. */
const mostHeld = 16 * 2 ** 20;

function freePath(folder: string, now: number): string {
  const stamp = new Date(now / 1000).toISOString().slice(0, 19).replaceAll(':', '-');
  for (let count = 0; ; count++) {
    const path = join(folder, `watch-${stamp}${count === 0 ? '' : `-${count}`}.mien`);
    if (!existsSync(path)) return path;
  }
}

/**
 * Begins to record what is watched. Reports go to a file beside the target as they come, so that a crash loses none
 * that was written; packets are copied from the capture's ring when a file of it is full and at the end.
 * @throws {Refusal} where the place cannot be written
 */
export function startRecording(wanted: string | undefined, parts: RecordingParts): Recording {
  const since = parts.now();
  const path = wanted === undefined ? freePath(parts.folder, since) : resolve(wanted);
  let folder: string;
  const reports = 'reports.ndjson';
  try {
    mkdirSync(dirname(path), { recursive: true });
    if (existsSync(path) && !statSync(path).isFile()) throw new Error('not a file');
    folder = mkdtempSync(join(dirname(path), '.mien-recording-'));
    appendFileSync(join(folder, reports), '');
    const known = parts.baselines();
    if (known !== null) writeFileSync(join(folder, 'baselines'), known);
  } catch {
    throw new Refusal('forbidden', `A recording cannot be written to “${path}”. Choose a folder that is yours.`);
  }
  const machines = new Map<string, VmFacts>();
  const packets = join(folder, 'packets.pcapng');
  const baselines = join(folder, 'baselines');
  const copied = new Set<number>();
  let pending = '';
  let written = 0;
  let isFull = false;
  let lost: { from: number; hosts: Set<string> } | null = null;
  let copying: Promise<unknown> = Promise.resolve();

  const flush = (): void => {
    if (pending === '') return;
    try {
      appendFileSync(join(folder, reports), pending);
    } catch (problem) {
      // What was written of it would be told twice. A full disk can still be cut.
      truncateSync(join(folder, reports), written);
      throw problem;
    }
    written += Buffer.byteLength(pending);
    pending = '';
  };
  const write = (host: string, report: HostReport): void => {
    pending += `${JSON.stringify({ mien: 'report', host, report })}\n`;
  };
  const take = (host: string, report: HostReport): void => {
    if (pending.length > mostHeld) {
      lost ??= { from: report.time, hosts: new Set() };
      lost.hosts.add(host);
    } else write(host, report);
    if (report.type !== 'tick' && (isFull || pending.length <= batchBytes)) return;
    try {
      flush();
      isFull = false;
    } catch {
      // The disk takes nothing now; it is tried again with the next turn, and what could not be held is said.
      isFull = true;
      return;
    }
    if (lost === null) return;
    const reason = 'The disk of the recording was full.';
    for (const name of lost.hosts)
      for (const tier of ['interfaces', 'cpu', 'disks'] as const)
        write(name, { type: 'gap', time: report.time, from: lost.from, to: report.time, tier, reason });
    lost = null;
  };
  /** @param last generation that is full: one that is being written must not be taken for the whole of it */
  const keep = (from: number, to: number, last = Number.POSITIVE_INFINITY): Promise<void> => {
    const copy = async (): Promise<void> => {
      const copies = (await parts.capture?.keep(from, to, join(folder, 'ring'))) ?? [];
      for (const file of copies) {
        if (file.generation > last || copied.has(file.generation)) continue;
        await appendSections([file], packets);
        copied.add(file.generation);
      }
    };
    const done = copying.then(copy);
    // One that failed stands in nobody's way: it is tried again at the end.
    copying = done.catch(() => {});
    return done;
  };
  return {
    path,
    since,
    bytes: () => written + Buffer.byteLength(pending) + (existsSync(packets) ? statSync(packets).size : 0),
    report: (host: string, report: HostReport) => {
      if (report.type === 'vm') machines.set(report.vm.uuid, report.vm);
      if (report.type === 'inventory') for (const vm of report.vms) machines.set(vm.uuid, vm);
      take(host, report);
    },
    full: (generation) => {
      const file = parts.capture?.files().find((known) => known.generation === generation);
      if (file !== undefined && file.end >= since)
        void keep(Math.max(since, file.start), file.end + 1, generation).catch(() => {});
    },
    finish: async (signal): Promise<RecordedFile> => {
      const rest = `What was gathered lies in “${folder}” and can be opened as it is.`;
      try {
        flush();
        await keep(since, parts.now() + 1);
      } catch {
        throw new Refusal('unavailable', `The recording cannot be written: the disk takes no more. ${rest}`);
      }
      const outcome = await saveSessionFile(
        {
          path,
          outline: {
            tool: { name: 'Mien', version: parts.version },
            created: new Date().toISOString(),
            name: path.slice(path.lastIndexOf('/') + 1).replace(/\.mien$/, ''),
            subjects: [...machines.values()].slice(0, 10_000).map((vm) => ({
              id: vm.uuid,
              name: vm.name.slice(0, 1024),
              uuid: vm.uuid,
              addresses: vm.addresses.slice(0, 256).map(({ address }) => address),
              macs: vm.interfaces.slice(0, 64).map(({ mac }) => mac),
              role: vm.role.slice(0, 1024),
            })),
            localNetworks: [...parts.localNetworks()].slice(0, 1024),
            clocks: [],
            redactions: [],
          },
          parts: [
            { name: `stats/${reports}`, source: reports, from: { path: join(folder, reports) }, compress: true },
            ...(existsSync(baselines)
              ? [{ name: BASELINES, source: 'baselines', from: { path: baselines }, compress: true }]
              : []),
            ...(existsSync(packets)
              ? [{ name: 'net/packets.pcapng', source: 'packets.pcapng', from: { path: packets } }]
              : []),
          ],
          notes: [],
        },
        { signal },
      );
      if (!outcome.ok && outcome.code !== 'canceled') throw new Refusal('unavailable', `${outcome.sentence} ${rest}`);
      rmSync(folder, { recursive: true, force: true });
      if (!outcome.ok) throw new Refusal('cancelled', outcome.sentence);
      return { path, bytes: outcome.bytes };
    },
    abandon: () => rmSync(folder, { recursive: true, force: true }),
  };
}
