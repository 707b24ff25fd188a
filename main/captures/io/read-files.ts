import { PacketAnalyzer } from '../../../native/packets/analyzer.ts';
import { findExploitSigns } from '../../../native/packets/dissect/exploit-signs.ts';
import { probe } from '../../../native/packets/dissect/probe.ts';
import { sniffCapture } from '../../../native/packets/files/sniff.ts';
import type { HostReport } from '../../hosts/host-report.ts';
import type { HostEvent } from '../../telemetry/host-event.ts';
import type { Observation } from '../../telemetry/observation.ts';
import { detectFormat, HEAD_BYTES, type CaptureFormat } from '../import/detect-format.ts';
import { isImportFormat, type ImportFormat } from '../import/import-format.ts';
import type { Pace } from '../pace.ts';
import type { ParserFile } from '../parser-messages.ts';
import { feedCompressed, feedPlain, readHead, type FeedEnd, type Taker } from './feed.ts';
import { formatLabels } from './format-labels.ts';
import { listZip } from './list-zip.ts';
import type { ParserOutput } from './parser-output.ts';
import { unpackHead } from './unpack-head.ts';

/** Milliseconds between two reports of progress, and between two accounts of open flows. */
const progressEvery = 120;
const snapshotEvery = 1000;
/** The first account of open flows comes sooner, so that rows show at once. */
const firstSnapshot = 200;
/** Host events told together. */
const eventBatch = 200;

/** Remarks of importers that tell a fact of the format, not a damage. */
const factCodes = new Set(['skipped-log', 'not-ip', 'no-time-zone', 'repeated-flow']);

interface Known {
  file: ParserFile;
  index: number;
  format: CaptureFormat;
  compressed: boolean;
  sentence: string;
}

function look(file: ParserFile, index: number): Known {
  const head = readHead(file, HEAD_BYTES);
  const compressed = file.deflated || sniffCapture(head) === 'gzip';
  const plain = compressed ? unpackHead(head, file.deflated) : head;
  const { format, sentence } = detectFormat(plain, file.name.replace(/\.gz$/i, ''));
  return { file, index, format, compressed, sentence };
}

/** Reads files one after another and tells what is in them: captures first, so that flow ids of logs follow theirs. */
export async function readFiles(files: readonly ParserFile[], output: ParserOutput, pace: Pace): Promise<void> {
  const known: Known[] = [];
  for (const [index, file] of files.entries()) {
    const found = look(file, index);
    if (found.format !== 'zip') known.push(found);
    else for (const part of await listZip(file)) known.push(look(part, index));
  }
  const captures = known.filter(({ format }) => format === 'pcap' || format === 'pcapng');
  const logs = known.filter(({ format }) => isImportFormat(format));
  for (const { index, format, sentence } of known) {
    output.reply({ type: 'format', file: index, format, label: formatLabels[format] });
    if (captures.some((capture) => capture.index === index) || logs.some((log) => log.index === index)) continue;
    output.reply({
      type: 'refused',
      file: index,
      title: 'This is not a file Mien can open.',
      detail: sentence,
      action: '',
    });
  }
  const progress = new Progress(output);
  const lastFlow = await readCaptures(captures, output, pace, progress);
  await readLogs(logs, output, pace, progress, lastFlow);
  output.reply({ type: 'done', stopped: pace.stopped });
}

class Progress {
  packets = 0;
  undecoded = 0;
  private readonly output: ParserOutput;
  private last = 0;

  constructor(output: ParserOutput) {
    this.output = output;
  }

  /** Tells how far reading is, at most every so often unless `now`. */
  tell(file: number, bytes: number, now: boolean): void {
    const time = performance.now();
    if (!now && time - this.last < progressEvery) return;
    this.last = time;
    this.output.reply({ type: 'progress', file, bytes, packets: this.packets, undecoded: this.undecoded });
  }
}

function feed(known: Known, paced: boolean, take: Taker): Promise<FeedEnd> {
  return known.compressed ? feedCompressed(known.file, take, paced) : feedPlain(known.file, take, paced);
}

function remarkEnd(output: ParserOutput, index: number, end: FeedEnd): void {
  const texts: Partial<Record<FeedEnd, string>> = {
    'cut-compression': 'The compressed file is cut or damaged; what could be unpacked before was read.',
    'compression-bomb': 'The compressed file unpacks to far more than any capture does; reading stopped.',
  };
  const text = texts[end];
  if (text !== undefined) output.reply({ type: 'remark', code: end, text, file: index, count: 1, severity: 'warning' });
}

/** @returns the last flow id given */
async function readCaptures(
  captures: readonly Known[],
  output: ParserOutput,
  pace: Pace,
  progress: Progress,
): Promise<number> {
  const analyzer = new PacketAnalyzer(
    {
      flow: (flow, isProvisional) => output.flow(flow, !isProvisional),
      record: (record) => output.record(record),
      note: (note, file) => {
        const index = captures[file]?.index ?? 0;
        output.reply({
          type: 'remark',
          code: note.code,
          text: note.text,
          file: index,
          count: note.count,
          severity: 'warning',
        });
      },
      segment: (bytes) => {
        // The analyzer numbers the captures it was given; the session numbers all its files.
        bytes.writeUInt32LE(captures[bytes.readUInt32LE(8)]?.index ?? 0, 8);
        output.segment(bytes);
      },
      file: (summary) => {
        progress.undecoded += summary.unread;
      },
    },
    { probe },
  );
  let nextSnapshot = performance.now() + firstSnapshot;
  for (const known of captures) {
    if (pace.stopped) break;
    let reached = 0;
    const end = await feed(known, pace.holds, async (chunk, read) => {
      reached = read;
      const goesOn = analyzer.push(chunk);
      progress.packets = analyzer.packets;
      progress.tell(known.index, read, false);
      if (performance.now() > nextSnapshot) {
        analyzer.snapshot();
        output.flush();
        nextSnapshot = performance.now() + snapshotEvery;
      }
      if (pace.mustWait(analyzer.time)) {
        analyzer.snapshot();
        output.flush();
        await pace.reach(analyzer.time);
      }
      await output.settle();
      return goesOn && !pace.stopped;
    });
    await output.settle();
    remarkEnd(output, known.index, end);
    analyzer.end();
    progress.packets = analyzer.packets;
    progress.tell(known.index, pace.stopped ? reached : known.file.length, true);
  }
  return analyzer.flows;
}

async function readLogs(
  logs: readonly Known[],
  output: ParserOutput,
  pace: Pace,
  progress: Progress,
  lastFlow: number,
): Promise<void> {
  if (logs.length === 0) return;
  // The importers are a third of the child's code: it starts sooner without them where only packets are read.
  const { createImporter } = await import('../import/import-run.ts');
  const { createJoinTable } = await import('../import/join-table.ts');
  let flowId = lastFlow;
  const nextFlowId = (): number => ++flowId;
  let events: HostEvent[] = [];
  /** Latest time told, of reports and events. */
  let lastTime = 0;
  const tellEvents = (): void => {
    if (events.length > 0) output.reply({ type: 'events', events });
    events = [];
  };
  const sink = (observation: Observation): void => {
    switch (observation.kind) {
      case 'flow':
        output.flow(observation.flow, observation.final);
        break;
      case 'record':
        output.record(observation.record);
        break;
      case 'event':
        lastTime = Math.max(lastTime, observation.event.time);
        events.push(observation.event);
        if (events.length >= eventBatch) tellEvents();
        break;
      case 'loss':
        break;
    }
  };
  const joins = createJoinTable(nextFlowId, sink);
  for (const known of logs) {
    if (pace.stopped) break;
    const options = {
      report: (host: string, report: HostReport) => {
        lastTime = Math.max(lastTime, report.time);
        output.reply({ type: 'reports', reports: [{ host, report }] });
      },
      nextFlowId,
      fileName: known.file.name.replace(/\.gz$/i, ''),
      sink,
      joins,
      exploitSigns: findExploitSigns,
    };
    const importer = createImporter(known.format as ImportFormat, options);
    let reached = 0;
    const end = await feed(known, pace.holds, async (chunk, read) => {
      reached = read;
      importer.push(chunk);
      progress.tell(known.index, read, false);
      if (pace.mustWait(lastTime)) {
        tellEvents();
        output.flush();
        await pace.reach(lastTime);
      }
      await output.settle();
      return !pace.stopped;
    });
    remarkEnd(output, known.index, end);
    const { remarks } = importer.end();
    tellEvents();
    for (const remark of remarks) {
      const where = remark.line > 0 ? ` (first in line ${remark.line})` : '';
      output.reply({
        type: 'remark',
        code: remark.code,
        text: remark.text + where,
        file: known.index,
        count: remark.count,
        severity: factCodes.has(remark.code) ? 'info' : 'warning',
      });
    }
    progress.tell(known.index, pace.stopped ? reached : known.file.length, true);
    await output.settle();
  }
  joins.finish();
  tellEvents();
}
