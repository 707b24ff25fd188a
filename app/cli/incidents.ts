import { joinPath } from '../../main/store/io/folders.ts';
import type { Incident } from '../../shared/contract/incidents.ts';
import { applicationRoot } from '../application-root.ts';
import { printLine, toPlainText } from './print.ts';
import { withSession } from './with-session.ts';

/** `mien incidents [FILE…] [--json]`: the bundled sample where no file is named. */
export async function runIncidents(files: string[], options: { json?: boolean }): Promise<void> {
  const opened = files.length > 0 ? files : [joinPath(applicationRoot(), 'resources', 'sample.mien')];
  await withSession(opened, async (session, engine) => {
    const { incidents } = await engine.handlers['incident.list']({ session: session.id }, new AbortController().signal);
    if (options.json === true) return printLine(JSON.stringify({ incidents }));
    return printLine(incidents.length === 0 ? 'No alert was raised.' : incidents.map(tellIncident).join('\n\n'));
  });
}

function tellIncident({ id, single, risk, title, summary, alerts }: Incident): string {
  const steps = alerts.map(
    ({ firstSeen, subjectName, technique, title: step }, index) =>
      `    ${index + 1}. ${new Date(firstSeen / 1000).toISOString().slice(0, 19)}  ${toPlainText(subjectName)}: ${toPlainText(step)}  ${technique.id} ${technique.name}`,
  );
  return [
    `${risk.toFixed(2)}  ${id}  ${toPlainText(title)}${single ? ' (one alert, no story)' : ''}`,
    `    ${toPlainText(summary)}`,
    ...steps,
  ].join('\n');
}
