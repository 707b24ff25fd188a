import { joinPath } from '../../../main/store/io/folders.ts';
import type { PolicyPreview } from '../../../shared/contract/policy-preview.ts';
import { applicationRoot } from '../../application-root.ts';
import { printLine, toPlainText } from '../print.ts';
import { withSession } from '../with-session.ts';
import { readText } from './read-text.ts';

const count = ({ flows, vms, peers }: PolicyPreview['denied']): string => `${flows} flows, ${vms} VMs, ${peers} peers`;

/** Rows shown of each kind where no number is asked for. */
const ROWS = 20;

/** `mien policy preview FILE [SESSION…] [--json]`: what a policy would have done to stored flows; the bundled sample where no file is named. */
export async function runPolicyPreview(file: string, files: string[], options: { json?: boolean }): Promise<void> {
  const text = readText(file);
  const opened = files.length > 0 ? files : [joinPath(applicationRoot(), 'resources', 'sample.mien')];
  await withSession(opened, async (session, engine) => {
    const { signal } = new AbortController();
    let told: PolicyPreview | null = null;
    const asked = { session: session.id, text, by: 'vm', show: 'denied' } as const;
    for await (const preview of engine.handlers['policy.preview'](asked, signal)) told = preview;
    if (told === null) return;
    const broken = told.invariants.some(({ holds }) => !holds);
    if (told.findings.some(({ severity }) => severity === 'error') || broken) process.exitCode = 1;
    if (options.json === true) return printLine(JSON.stringify(told));
    const plain = toPlainText;
    const lines = [
      `Judged on ${told.flows} stored flows in ${told.seconds.toFixed(2)} s${told.leftOut.length > 0 ? `, with line ${told.leftOut.join(', ')} left out` : ''}.`,
      `permitted → denied  ${count(told.denied)}`,
      `denied → permitted  ${count(told.permitted)}`,
      `uncertain           ${count(told.uncertain)}`,
      `unchanged           ${count(told.unchanged)}`,
      ...section(
        'Denied:',
        told.rows
          .slice(0, ROWS)
          .map(
            (row) =>
              `${row.flows} flows${row.malicious > 0 ? ` (${row.malicious} malicious)` : ''}  ${plain(row.vmName)} ${row.direction === 'out' ? '→' : '←'} ${plain(row.peerName || row.peer)} ${plain(row.service)}  ${plain(row.after)}`,
          ),
        told.rows.length + told.more - ROWS,
      ),
      ...section(
        'Dependencies that break:',
        told.edges
          .slice(0, ROWS)
          .map(
            (edge) =>
              `${plain(edge.fromName)} → ${plain(edge.toName)} ${plain(edge.service)}, ${edge.flows} flows${edge.malicious ? ', malicious' : ''}`,
          ),
        told.edges.length - ROWS,
      ),
      ...section(
        'Malicious flows it would have stopped:',
        told.stopped.map(({ technique, what, flows, of }) => `${technique.id} ${plain(what)}: ${flows} of ${of}`),
        0,
      ),
      ...section(
        'Malicious flows it would not have stopped:',
        told.missed.map(({ technique, what, flows }) => `${technique.id} ${plain(what)}: ${flows}`),
        0,
      ),
      ...section(
        'Invariants:',
        told.invariants.map(({ text: of, holds, counterexample, rule }) =>
          holds ? `holds   ${plain(of)}` : `broken  ${plain(of)}: ${plain(counterexample)}; ${plain(rule)}`,
        ),
        0,
      ),
      ...section(
        'Findings:',
        told.findings.map(({ severity, line, message }) => `${severity}, line ${line}: ${plain(message)}`),
        0,
      ),
    ];
    return printLine(lines.join('\n'));
  });
}

function section(title: string, lines: readonly string[], more: number): string[] {
  if (lines.length === 0) return [];
  return ['', title, ...lines.map((line) => `    ${line}`), ...(more > 0 ? [`    … and ${more} more`] : [])];
}
