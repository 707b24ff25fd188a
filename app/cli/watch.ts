import type { Host } from '../../shared/contract/host.ts';
import type { Alert, SubjectRow } from '../../shared/contract/subject.ts';
import type { Engine } from '../../main/engine.ts';
import { toIsoTime } from '../../main/exports/report.ts';
import { printLine, toPlainText } from './print.ts';
import { type WatchOptions, withWatch } from './with-watch.ts';

/** Milliseconds between two looks. */
const lookEvery = 1000;

/** One thing that changed, as a line of `mien watch --json`. */
type WatchLine =
  | { type: 'host'; time: string | null; host: string; state: string; daemon: string; vms: number; failure: string }
  | {
      type: 'vm';
      time: string | null;
      id: string;
      name: string;
      host: string;
      state: string;
      hung: boolean;
      risk: number | null;
      verdict: string;
      personas: { label: string; probability: number }[];
      flows: number;
    }
  | {
      type: 'alert';
      time: string | null;
      vm: string;
      name: string;
      alert: string;
      technique: string;
      title: string;
      why: string;
      score: number;
      firstSeen: string | null;
      peers: string[];
    };

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Says what changed since the look before; the first look says all. */
class Lines {
  private readonly told = new Map<string, string>();

  *since(hosts: readonly Host[], rows: readonly SubjectRow[], alerts: readonly Alert[]): IterableIterator<WatchLine> {
    const time = toIsoTime(Date.now() * 1000);
    for (const { id, state, daemon, running, failure } of hosts) {
      const sentence = failure === null ? '' : `${failure.title} ${failure.action}`.trim();
      if (this.isNew(`host ${id}`, `${state} ${daemon} ${running} ${sentence}`))
        yield { type: 'host', time, host: id, state, daemon, vms: running, failure: sentence };
    }
    for (const row of rows) {
      const risk = row.risk === null ? null : rounded(row.risk);
      const personas = row.personas
        .slice(0, 3)
        .map(({ label, probability }) => ({ label, probability: rounded(probability) }));
      const { id, name, verdict, flows } = row;
      const host = row.vm?.host ?? '';
      const state = row.vm?.state ?? '';
      const hung = row.vm?.hung ?? false;
      const [first] = personas;
      if (
        this.isNew(
          `vm ${id}`,
          `${name} ${host} ${state} ${hung} ${risk} ${verdict} ${first?.label} ${first?.probability.toFixed(1)}`,
        )
      )
        yield { type: 'vm', time, id, name, host, state, hung, risk, verdict, personas, flows };
    }
    for (const alert of alerts) {
      if (!this.isNew(`alert ${alert.id}`, `${rounded(alert.score)}`)) continue;
      yield {
        type: 'alert',
        time,
        vm: alert.subject,
        name: alert.subjectName,
        alert: alert.type,
        technique: alert.technique.id,
        title: alert.title,
        why: alert.why,
        score: rounded(alert.score),
        firstSeen: toIsoTime(alert.firstSeen),
        peers: alert.peers,
      };
    }
  }

  private isNew(key: string, state: string): boolean {
    if (this.told.get(key) === state) return false;
    this.told.set(key, state);
    return true;
  }
}

function toText(line: WatchLine): string {
  const clock = line.time?.slice(11, 19) ?? '';
  switch (line.type) {
    case 'host':
      return `${clock}  host ${toPlainText(line.host)} ${line.state}${line.daemon ? `, ${line.daemon}` : ''}, ${line.vms} VMs run${line.failure ? `. ${toPlainText(line.failure)}` : ''}`;
    case 'vm': {
      const [persona] = line.personas;
      return `${clock}  ${line.risk === null ? ' –  ' : line.risk.toFixed(2)}  ${toPlainText(line.name)} on ${toPlainText(line.host)}, ${line.state}${line.hung ? ', does not answer' : ''}  ${persona ? `${persona.label} ${persona.probability.toFixed(2)}` : ''}  ${line.verdict}`;
    }
    case 'alert':
      return `${clock}  ! ${toPlainText(line.name)}: ${toPlainText(line.title)} (${line.technique}, ${line.score.toFixed(2)}). ${toPlainText(line.why)}`;
  }
}

/** Tells lines of a watched session until the signal aborts. */
export async function followWatch(
  engine: Engine,
  session: string,
  signal: AbortSignal,
  say: (line: WatchLine) => Promise<void>,
): Promise<void> {
  const lines = new Lines();
  while (!signal.aborted) {
    const { hosts } = await engine.handlers['host.list']({}, signal);
    const { rows } = await engine.handlers['subject.list']({ session }, signal);
    const { alerts } = await engine.handlers['alert.list']({ session }, signal);
    for (const line of lines.since(hosts, rows, alerts)) await say(line);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, lookEvery);
      signal.addEventListener(
        'abort',
        () => {
          clearTimeout(timer);
          resolve();
        },
        { once: true },
      );
    });
  }
}

/** `mien watch URI… [--json] [--seconds N]` */
export async function runWatch(uris: string[], options: WatchOptions & { json?: boolean }): Promise<void> {
  await withWatch(uris, options, (engine, session, signal) =>
    followWatch(engine, session, signal, (line) => printLine(options.json ? JSON.stringify(line) : toText(line))),
  );
}
