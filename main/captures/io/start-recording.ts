import { appendFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { HostReport } from '../../hosts/host-report.ts';
import type { VmFacts } from '../../telemetry/vm-facts.ts';
import type { LiveCapture } from '../live/live-capture.ts';
import { saveSessionFile } from '../mien/io/save-session-file.ts';
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
}

/** Reports gathered before they are written together. */
const batchBytes = 64 * 1024;

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
  try {
    mkdirSync(dirname(path), { recursive: true });
    folder = mkdtempSync(join(existsSync(dirname(path)) ? dirname(path) : tmpdir(), '.mien-recording-'));
  } catch {
    throw new Refusal('forbidden', `A recording cannot be written to “${path}”. Choose a folder that is yours.`);
  }
  const reports = join(folder, 'reports.ndjson');
  appendFileSync(reports, '');
  const machines = new Map<string, VmFacts>();
  const packets = join(folder, 'packets.pcapng');
  const copied = new Set<number>();
  let pending = '';
  let written = 0;
  let copying = Promise.resolve();

  const flush = (): void => {
    if (pending === '') return;
    appendFileSync(reports, pending);
    written += Buffer.byteLength(pending);
    pending = '';
  };
  const keep = (from: number, to: number): Promise<void> => {
    copying = copying.then(async () => {
      const copies = (await parts.capture?.keep(from, to, join(folder, 'ring'))) ?? [];
      const fresh = copies.filter(({ generation }) => !copied.has(generation));
      for (const { generation } of fresh) copied.add(generation);
      await appendSections(fresh, packets);
    });
    return copying;
  };
  return {
    path,
    since,
    bytes: () => written + Buffer.byteLength(pending) + (existsSync(packets) ? statSync(packets).size : 0),
    report: (host: string, report: HostReport) => {
      if (report.type === 'vm') machines.set(report.vm.uuid, report.vm);
      if (report.type === 'inventory') for (const vm of report.vms) machines.set(vm.uuid, vm);
      pending += `${JSON.stringify({ mien: 'report', host, report })}\n`;
      if (pending.length > batchBytes || report.type === 'tick') flush();
    },
    full: (generation) => {
      const file = parts.capture?.files().find((known) => known.generation === generation);
      if (file !== undefined && file.end >= since) void keep(Math.max(since, file.start), file.end + 1);
    },
    finish: async (signal): Promise<RecordedFile> => {
      try {
        flush();
        await keep(since, parts.now() + 1);
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
              { name: 'stats/reports.ndjson', source: 'reports.ndjson', from: { path: reports }, compress: true },
              ...(existsSync(packets)
                ? [{ name: 'net/packets.pcapng', source: 'packets.pcapng', from: { path: packets } }]
                : []),
            ],
            notes: [],
          },
          { signal },
        );
        if (!outcome.ok) throw new Refusal(outcome.code === 'canceled' ? 'cancelled' : 'unavailable', outcome.sentence);
        return { path, bytes: outcome.bytes };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
    abandon: () => rmSync(folder, { recursive: true, force: true }),
  };
}
