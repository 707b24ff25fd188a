import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Flow } from '../../../../telemetry/flow.ts';
import type { KeptFile, LiveCapture, RingSettings, TapSettings, TapStatus } from '../../../live/live-capture.ts';
import type { ParserReply } from '../../../parser-messages.ts';
import type { ParserProgram } from '../../parser-process.ts';
import { startLiveCapture } from '../start-live-capture.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..', '..');

/** The parsing child as it runs in development. */
export const program: ParserProgram = {
  node: process.execPath,
  entry: join(root, 'app', 'parser', 'parser.ts'),
  codeRoot: root,
};

/** A live capture that runs, and what it has told. */
export interface LiveBench {
  capture: LiveCapture;
  folder: string;
  /** Finished flows with their bytes, by id. */
  flows: Map<number, { flow: Flow; detail: Buffer }>;
  provisional: Map<number, Flow>;
  segments: { file: number; detail: Buffer }[];
  remarks: Extract<ParserReply, { type: 'remark' }>[];
  /** Every status told, oldest first. */
  statuses: TapStatus[];
  full: KeptFile[];
  last(id: string): TapStatus | undefined;
  close(): void;
}

/** Starts a live capture in a folder of its own. */
export function startBench(
  ring: Partial<RingSettings> = {},
  before?: { flows: number; packets: number },
  { prepare = () => undefined, longestSilence }: { prepare?: (folder: string) => void; longestSilence?: number } = {},
): LiveBench {
  const folder = ring.folder ?? mkdtempSync(join(tmpdir(), 'mien-live-'));
  prepare(folder);
  const bench: Omit<LiveBench, 'capture'> = {
    folder,
    flows: new Map(),
    provisional: new Map(),
    segments: [],
    remarks: [],
    statuses: [],
    full: [],
    last: (id) => bench.statuses.findLast((status) => status.id === id),
    close: () => {
      capture.close();
      if (ring.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
  const capture = startLiveCapture({
    program,
    ring: { segments: 4, segmentBytes: 4 << 20, ...ring, folder },
    now: () => Date.now(),
    ...(before && { before }),
    ...(longestSilence !== undefined && { longestSilence }),
    sink: {
      flow: ({ id, final, flow }, detail) => {
        if (final) bench.flows.set(id, { flow, detail: Buffer.from(detail) });
        else bench.provisional.set(id, flow);
      },
      record: () => undefined,
      segment: ({ file }, detail) => bench.segments.push({ file, detail: Buffer.from(detail) }),
      reply: (reply) => {
        if (reply.type === 'remark') bench.remarks.push(reply);
      },
      pause: () => undefined,
      tap: (status) => bench.statuses.push(status),
      full: (file) => bench.full.push(file),
    },
  });
  return Object.assign(bench, { capture });
}

/** A tap whose command is told, with what else it needs. */
export function tapOf(id: string, command: string[], more: Partial<TapSettings> = {}): TapSettings {
  return { id, label: `host/${id}`, macs: [], command, kind: 'packets', directions: 'together', ...more };
}

/** A command that writes a file and then waits, as a capture does that has nothing more to tell. */
export function catAndWait(path: string): string[] {
  return ['sh', '-c', 'cat "$1"; exec sleep 600', 'sh', path];
}

/** Children of this process whose command line holds a text. */
export function childrenWith(text: string): number[] {
  return readdirSync('/proc/self/task')
    .flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '))
    .filter((pid) => pid !== '' && commandOf(pid).includes(text))
    .map(Number);
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
