import type { Flow, L7Record } from '../../telemetry/flow.ts';
import type { HostReport } from '../../hosts/host-report.ts';
import type { HostEvent } from '../../telemetry/host-event.ts';
import type { Observation } from '../../telemetry/observation.ts';
import type { ImportSummary } from './importer.ts';
import type { ImportFormat } from './import-format.ts';
import { createImporter } from './import-run.ts';
import { createJoinTable } from './join-table.ts';

/** One file of a test session. */
export interface TestFile {
  name: string;
  format: ImportFormat;
  content: string | Uint8Array;
}

/** What a test session gave. */
export interface TestImport {
  observations: Observation[];
  /** What hosts reported. */
  reports: HostReport[];
  flows: Flow[];
  records: L7Record[];
  events: HostEvent[];
  summaries: ImportSummary[];
}

/** Imports files as one session, each in chunks of `chunk` bytes. */
export function runImport(files: readonly TestFile[], chunk = 65_536): TestImport {
  const observations: Observation[] = [];
  const reports: HostReport[] = [];
  let lastId = 0;
  const nextFlowId = (): number => (lastId += 1);
  const sink = (observation: Observation): void => {
    observations.push(structuredClone(observation));
  };
  const joins = createJoinTable(nextFlowId, sink);
  const summaries = files.map((file) => {
    const importer = createImporter(file.format, {
      nextFlowId,
      fileName: file.name,
      sink,
      joins,
      report: (_host, report) => reports.push(report),
    });
    const bytes = typeof file.content === 'string' ? new TextEncoder().encode(file.content) : file.content;
    for (let at = 0; at < bytes.length; at += chunk) importer.push(bytes.subarray(at, at + chunk));
    return importer.end();
  });
  joins.finish();
  return {
    observations,
    reports,
    flows: observations.flatMap((observation) => (observation.kind === 'flow' ? [observation.flow] : [])),
    records: observations.flatMap((observation) => (observation.kind === 'record' ? [observation.record] : [])),
    events: observations.flatMap((observation) => (observation.kind === 'event' ? [observation.event] : [])),
    summaries,
  };
}

/** Events of one stream, none of whose records may be skipped. */
export function readEvents(format: ImportFormat, content: string): HostEvent[] {
  const { events, summaries } = runImport([{ name: 'events.json', format, content }]);
  if (summaries[0]?.skipped !== 0) throw new Error(JSON.stringify(summaries[0]));
  return events;
}
