import type { Feedback, Incident, IncidentEntry, Suppression } from '../../shared/contract/incidents.ts';
import type { Contribution, Technique } from '../../shared/contract/subject.ts';
import { sayBytes, sayCount } from '../detection/say.ts';
import { toIsoTime } from './report.ts';
import type { ReportBlock, ReportDocument, ReportSection } from './report-document.ts';

/** A flow as a report lists it. */
export interface ReportedFlow {
  id: number;
  start: number;
  transport: string;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  service: string;
  name: string;
  bytesOut: number;
  bytesIn: number;
}

/** What a report of an incident is made of. */
export interface IncidentEvidence {
  incident: Incident;
  entries: readonly IncidentEntry[];
  suppressions: readonly Suppression[];
  feedback: readonly Feedback[];
  /** Why the risk of each of its VMs is what it is. */
  risks: readonly { name: string; risk: number | null; contributions: readonly Contribution[] }[];
  flows: readonly ReportedFlow[];
  /** Flows of its alerts in all. */
  flowsTotal: number;
  files: readonly { name: string; bytes: number; sha256: string | null }[];
  session: string;
  version: string;
  user: string;
  /** When it is made, milliseconds since epoch. */
  at: number;
  /** What the evidence itself lacks. */
  remarks: readonly string[];
}

const outcomes = { resolved: 'resolved', expected: 'expected', 'false-positive': 'false positive' } as const;

/** The report of an incident: what happened, how it is known, what was done and said, and what is left out. */
export function toIncidentReport(evidence: IncidentEvidence): ReportDocument {
  const { incident } = evidence;
  return {
    title: incident.title,
    origin: `${incident.id.toUpperCase()} of ${evidence.session}. Made by ${evidence.user} with Mien ${evidence.version}, ${tellWall(evidence.at)}. Times are UTC.`,
    summary: incident.summary,
    sections: [
      facts(evidence),
      vms(incident),
      steps(incident),
      ties(incident),
      flows(evidence),
      risks(evidence),
      answers(evidence),
      history(evidence, 'note'),
      history(evidence, 'done'),
      files(evidence),
    ].filter(({ blocks }) => blocks.length > 0),
    leftOut: leftOut(evidence),
  };
}

function facts({ incident }: IncidentEvidence): ReportSection {
  const closed = incident.outcome === null ? '' : ` as ${outcomes[incident.outcome]}`;
  const rows = [
    { name: 'State', value: `${incident.state}${closed}` },
    { name: 'Assigned to', value: incident.assignee || 'nobody' },
    { name: 'Risk', value: `${tellScore(incident.risk)} now, ${tellScore(incident.worst)} before answers` },
    { name: 'From', value: tellTime(incident.firstSeen) },
    { name: 'Until', value: tellTime(incident.lastSeen) },
    ...(incident.merged.length > 0 ? [{ name: 'Also known as', value: incident.merged.join(', ') }] : []),
    ...(incident.splitFrom === null ? [] : [{ name: 'Split from', value: incident.splitFrom }]),
    ...(incident.gone
      ? [{ name: 'Stand', value: 'its alerts are told no more; this is how it was when last worked on' }]
      : []),
  ];
  return { title: 'The incident', detail: '', blocks: [{ kind: 'facts', rows }] };
}

function vms({ vms: all }: Incident): ReportSection {
  const columns = [
    { title: 'VM', width: 30 },
    { title: 'Id', width: 26, mono: true },
    { title: 'Since', width: 22, mono: true },
    { title: 'Risk now', width: 10, mono: true },
    { title: 'Here', width: 10, mono: true },
    { title: 'Sensitivity', width: 14 },
  ];
  const rows = all.map(({ name, id, since, risk, worst, sensitivity }) => [
    name,
    id,
    since === null ? 'named, told nothing' : tellTime(since),
    tellScore(risk),
    since === null ? '' : tellScore(worst),
    sensitivity,
  ]);
  return { title: 'Affected VMs', detail: `${all.length}`, blocks: [{ kind: 'table', columns, rows }] };
}

function steps({ alerts }: Incident): ReportSection {
  const columns = [
    { title: '', width: 5, mono: true },
    { title: 'When', width: 15, mono: true },
    { title: 'On', width: 14 },
    { title: 'What', width: 40 },
    { title: 'Technique', width: 20 },
    { title: 'Score', width: 7, mono: true },
  ];
  const rows = alerts.map((alert, at) => [
    `${at + 1}`,
    tellTime(alert.firstSeen),
    alert.subjectName,
    `${alert.title}. ${alert.why}${alert.answered === undefined ? '' : ` (${alert.answered.why})`}`,
    [alert.technique, ...alert.otherTechniques].map(tellTechnique).join('; '),
    tellScore(alert.score),
  ]);
  return {
    title: 'The story, step by step',
    detail: `${alerts.length} seen`,
    blocks: [{ kind: 'table', columns, rows }],
  };
}

function tellTechnique({ id, name, tactic }: Technique): string {
  return tactic === '' ? `${name} ${id}` : `${name} ${id} (${tactic})`;
}

function ties({ ties: all, alerts }: Incident): ReportSection {
  const number = new Map(alerts.map(({ id }, at) => [id, at + 1]));
  const steps = new Map<string, Set<number>>();
  for (const { from, to, why } of all) {
    const known = steps.get(why) ?? new Set<number>();
    for (const id of [from, to]) known.add(number.get(id) ?? 0);
    steps.set(why, known);
  }
  const items = [...steps].map(([why, of]) => `Steps ${[...of].sort((a, b) => a - b).join(', ')}: ${why}.`);
  return { title: 'Why this is one story', detail: sayCount(items.length, 'reason'), blocks: listOf(items) };
}

function flows({ flows: listed, flowsTotal }: IncidentEvidence): ReportSection {
  const columns = [
    { title: 'Flow', width: 8, mono: true },
    { title: 'Start', width: 24, mono: true },
    { title: 'From', width: 22, mono: true },
    { title: 'To', width: 22, mono: true },
    { title: 'Service', width: 10 },
    { title: 'Name', width: 18 },
    { title: 'Out / in', width: 17, mono: true },
  ];
  const rows = listed.map((flow) => [
    `${flow.id}`,
    tellTime(flow.start),
    `${flow.src} ${flow.sport}`,
    `${flow.dst} ${flow.dport}`,
    flow.service || flow.transport,
    flow.name,
    `${sayBytes(flow.bytesOut)} / ${sayBytes(flow.bytesIn)}`,
  ]);
  const blocks: ReportBlock[] = rows.length > 0 ? [{ kind: 'table', columns, rows }] : [];
  return { title: 'Flows that prove it', detail: `${listed.length} of ${flowsTotal}`, blocks };
}

function risks({ risks: all }: IncidentEvidence): ReportSection {
  const columns = [
    { title: 'Part', width: 36 },
    { title: 'Weight', width: 10, mono: true },
    { title: 'Evidence', width: 54 },
  ];
  const blocks = all
    .filter(({ contributions }) => contributions.length > 0)
    .flatMap(({ name, risk, contributions }): ReportBlock[] => [
      { kind: 'text', text: `${name}: ${tellScore(risk)}, the sum of these` },
      {
        kind: 'table',
        columns,
        rows: contributions.map((part) => [
          part.title,
          `${part.weight < 0 ? '−' : '+'}${Math.abs(part.weight).toFixed(3)}`,
          part.evidence,
        ]),
      },
    ]);
  return { title: 'Why the risk is what it is', detail: sayCount(all.length, 'VM'), blocks };
}

function answers({ suppressions, feedback }: IncidentEvidence): ReportSection {
  const items = [
    ...suppressions.map(
      ({ who, why, until, inForce, endedBy, held }) =>
        `${who} holds back ${sayCount(held, 'alert')} until ${tellWall(until)}: ${why}${inForce ? '' : `; over${endedBy === '' ? '' : `, ended by ${endedBy}`}`}`,
    ),
    ...feedback.map(
      ({ who, at, outcome, share, signals, undoneAt, undoneBy }) =>
        `${who} closed it as ${outcomes[outcome]} on ${tellWall(at)}: ${sayCount(signals.length, 'signal')} count ${Math.round(share * 100)} % on the same VM with the same peers${undoneAt === null ? '' : `; undone by ${undoneBy} on ${tellWall(undoneAt)}`}`,
    ),
  ];
  return { title: 'What is held back, and what was learned', detail: `${items.length}`, blocks: listOf(items) };
}

function history({ entries }: IncidentEvidence, what: 'note' | 'done'): ReportSection {
  const own = entries.filter(({ kind }) => (kind === 'note') === (what === 'note'));
  const columns = [
    { title: 'When', width: 20, mono: true },
    { title: 'Who', width: 14 },
    { title: what === 'note' ? 'Note' : 'Done', width: 66 },
  ];
  const rows = own.map(({ at, who, text }) => [tellWall(at), who, text]);
  const blocks: ReportBlock[] = rows.length > 0 ? [{ kind: 'table', columns, rows }] : [];
  return { title: what === 'note' ? 'Notes' : 'History', detail: `${own.length}`, blocks };
}

function files({ files: all }: IncidentEvidence): ReportSection {
  const columns = [
    { title: 'File', width: 36 },
    { title: 'Size', width: 12, mono: true },
    { title: 'SHA-256', width: 52, mono: true },
  ];
  const rows = all.map(({ name, bytes, sha256 }) => [name, sayBytes(bytes), sha256 ?? 'not known']);
  const blocks: ReportBlock[] = rows.length > 0 ? [{ kind: 'table', columns, rows }] : [];
  return { title: 'Where the evidence lies', detail: sayCount(all.length, 'file'), blocks };
}

function leftOut({ flows: listed, flowsTotal, remarks, incident }: IncidentEvidence): string[] {
  const events = incident.alerts.filter(({ flowCount }) => flowCount === 0).length;
  return [
    'Packets: they stay in the evidence; export a flow as pcapng from the console.',
    ...(flowsTotal > listed.length ? [`${sayCount(flowsTotal - listed.length, 'flow')} beyond those listed.`] : []),
    ...(events > 0
      ? [`Host events and windows of twins that ${sayCount(events, 'step')} rest on: the console shows them on the VM.`]
      : []),
    ...remarks.map((remark) => `What the evidence lacks: ${remark}`),
    'A signature: who receives this cannot prove from it alone that it was not changed.',
  ];
}

function listOf(items: readonly string[]): ReportBlock[] {
  return items.length > 0 ? [{ kind: 'list', items }] : [];
}

function tellTime(micros: number): string {
  return (toIsoTime(micros) ?? '').slice(0, 19).replace('T', ' ');
}

function tellWall(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

function tellScore(score: number | null): string {
  return score === null ? 'not scored' : score.toFixed(2);
}
