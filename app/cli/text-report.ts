import type { Session } from '../../main/captures/session.ts';
import { toIsoTime } from '../../main/exports/report.ts';
import { toPlainText } from './print.ts';

const bandOf = (risk: number | null): string =>
  risk === null ? '–   ' : risk >= 0.9 ? 'CRIT' : risk >= 0.7 ? 'HIGH' : risk >= 0.4 ? 'elev' : 'low ';

/** The report for a person at a terminal: worst first, each with its reasons. */
export function toTextReport(session: Session): string {
  const state = session.toState();
  const lines = [
    state.files.map((file) => `${toPlainText(file.name)} (${file.format || 'not read'})`).join(', '),
    `${state.packets} packets, ${state.flows} flows, ${state.events} host events, ${toIsoTime(state.start) ?? 'no time'} to ${toIsoTime(state.end) ?? 'no time'}`,
    '',
  ];
  for (const remark of state.remarks)
    lines.push(`! ${toPlainText(remark.text)}${remark.count > 1 ? ` (${remark.count} times)` : ''}`);
  if (state.remarks.length > 0) lines.push('');
  const subjects = [...session.assessment.subjects].sort((left, right) => (right.risk ?? -1) - (left.risk ?? -1));
  for (const subject of subjects) {
    const [persona] = subject.personas;
    lines.push(
      `${bandOf(subject.risk)} ${subject.risk === null ? '  – ' : subject.risk.toFixed(2)}  ${toPlainText(subject.name)}${subject.name === subject.addresses[0] ? '' : `  ${subject.addresses.join(' ')}`}  ${persona ? `${persona.label} ${persona.probability.toFixed(2)}` : ''}  ${subject.verdict}`,
    );
    const { weaknesses } = subject;
    if (weaknesses !== undefined) {
      const { total, exploited, packages, distribution, covered, worst } = weaknesses;
      const named = worst.slice(0, 3).map(({ id, package: of, installed }) => `${id} in ${of} ${installed}`);
      const found = `${total} known weaknesses in ${packages} packages of ${distribution}, ${exploited} exploited in the wild`;
      const told = covered ? [found, ...named].join('; ') : `no feed tells of packages of ${distribution}`;
      lines.push(`                ${toPlainText(told)}`);
    }
    for (const alert of subject.alerts) {
      lines.push(
        `           ${alert.score.toFixed(2)} ${alert.title} (${alert.technique.id}): ${toPlainText(alert.why)}`,
      );
    }
  }
  if (subjects.length === 0)
    lines.push('No VM or local host was seen. Name the local networks with --local if they are public.');
  return lines.join('\n');
}
