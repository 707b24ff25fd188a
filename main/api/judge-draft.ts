import type { Session } from '../captures/session.ts';
import type { SessionJudge } from '../captures/session-parts.ts';
import { tellSlices } from '../captures/tell-slices.ts';
import type { Assessment } from '../detection/assessment.ts';
import type { DraftJudgement } from '../../shared/contract/settings.ts';

/** A change is judged on so much of the past, microseconds. */
const WEEK = 7 * 86_400e6;
const DAY = 86_400e6;
/** Longest without letting others go on, and between two words of progress, milliseconds. */
const BREATH = 20;
const WORD = 200;
const MOST = 500;
/** A smaller change of a risk is none. */
const LEAST = 0.01;

type Difference = NonNullable<DraftJudgement['difference']>;

/** Two judges of one piece of evidence: by the settings as they stand, and by a draft of them. */
export interface Judges {
  before: SessionJudge;
  after: SessionJudge;
}

/**
 * Judges a session's last week twice, by settings as they stand and by a draft, on the very same evidence. Others go on
 * meanwhile; whoever stops listening ends it.
 * @returns shares that were judged, 0 to 1, and at last the difference
 */
export async function* judgeDraft(
  session: Session,
  { before, after }: Judges,
  signal: AbortSignal,
): AsyncGenerator<{ share: number; difference: Difference | null }> {
  const state = session.toState();
  const end = state.end ?? 0;
  const from = Math.max(state.start ?? 0, end - WEEK);
  const started = performance.now();
  let [breath, word] = [started, started];
  const { store, codec, ledger } = session;
  const findings = session.judge.twins?.findings() ?? [];
  for (const share of tellSlices({ store, codec, ledger, findings }, from, (observation) => {
    before.observe(observation);
    after.observe(observation);
  })) {
    const now = performance.now();
    if (now - breath < BREATH) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (signal.aborted || session.closed.aborted) return;
    breath = performance.now();
    if (breath - word < WORD) continue;
    word = breath;
    yield { share: Math.min(0.99, share), difference: null };
  }
  const was = before.assess();
  await new Promise((resolve) => setTimeout(resolve, 0));
  if (signal.aborted || session.closed.aborted) return;
  const difference = compare(was, after.assess());
  yield {
    share: 1,
    difference: {
      ...difference,
      seconds: (performance.now() - started) / 1000,
      from,
      to: end,
      isWatch: state.live !== null,
      ...count(was, difference, end - from),
    },
  };
}

interface AlertLine {
  subject: string;
  subjectName: string;
  title: string;
  score: number;
}

function alertsOf({ subjects }: Assessment): Map<string, AlertLine> {
  return new Map(
    subjects.flatMap(({ id, name, alerts }) =>
      alerts.map((alert) => [alert.id, { subject: id, subjectName: name, title: alert.title, score: alert.score }]),
    ),
  );
}

const byScore = (left: AlertLine, right: AlertLine): number => right.score - left.score;

function compare(
  was: Assessment,
  is: Assessment,
): Pick<Difference, 'come' | 'go' | 'comes' | 'goes' | 'moved' | 'bands' | 'labels'> {
  const [had, has] = [alertsOf(was), alertsOf(is)];
  const come = [...has].flatMap(([id, line]) => (had.has(id) ? [] : [line])).sort(byScore);
  const go = [...had].flatMap(([id, line]) => (has.has(id) ? [] : [line])).sort(byScore);
  const then = new Map(is.subjects.map((subject) => [subject.id, subject]));
  const moved: Difference['moved'] = [];
  const labels: Difference['labels'] = [];
  for (const { id, name, risk, verdict, personas } of was.subjects) {
    const after = then.get(id);
    const isScored = risk !== null && after?.risk != null;
    const far = isScored ? Math.abs((after.risk ?? 0) - risk) : risk === (after?.risk ?? null) ? 0 : 1;
    if (far >= LEAST) {
      const crosses = verdict !== (after?.verdict ?? 'unknown') || bandOf(risk) !== bandOf(after?.risk ?? null);
      moved.push({ subject: id, subjectName: name, before: risk, after: after?.risk ?? null, crosses });
    }
    const [old, fresh] = [personas[0]?.label ?? '', after?.personas[0]?.label ?? ''];
    if (old !== fresh) labels.push({ subject: id, subjectName: name, before: old, after: fresh });
  }
  const farthest = (one: Difference['moved'][number]): number => Math.abs((one.after ?? 0) - (one.before ?? 0));
  moved.sort((a, b) => Number(b.crosses) - Number(a.crosses) || farthest(b) - farthest(a));
  return {
    come: come.slice(0, MOST),
    go: go.slice(0, MOST),
    comes: come.length,
    goes: go.length,
    moved: moved.slice(0, MOST),
    bands: moved.filter(({ crosses }) => crosses).length,
    labels: labels.slice(0, MOST),
  };
}

/** Bands as they are drawn, by the two decimals that are shown. */
function bandOf(risk: number | null): number {
  return risk === null ? -1 : [0.4, 0.7, 0.9].filter((line) => Math.round(risk * 100) / 100 >= line).length;
}

/** Alerts a VM and day, before and after: what a change costs those who look at them. */
function count(
  was: Assessment,
  { comes, goes }: Pick<Difference, 'comes' | 'goes'>,
  span: number,
): Pick<Difference, 'alerts' | 'rate'> {
  const before = was.subjects.reduce((sum, { alerts }) => sum + alerts.length, 0);
  const after = before + comes - goes;
  // A rate of less than an hour would be a guess.
  const vmDays = span < 3600e6 ? 0 : (was.subjects.length * span) / DAY;
  return {
    alerts: { before, after },
    rate: vmDays === 0 ? null : { before: before / vmDays, after: after / vmDays },
  };
}
