import { ConformalRing } from '../../conformal-ring.ts';
import type { EvaluationOptions, EvaluationSet, EvaluationTable } from '../evaluation-set.ts';
import { rankScores } from '../ranking.ts';
import { readSyscallSessions } from './io/read-syscall-sessions.ts';
import { sessionWindows } from './session-windows.ts';
import type { SyscallSession } from './syscall-session.ts';
import { threadScorers } from './thread-scorers.ts';
import { trainNgrams } from './trace-scorers.ts';

/** Parts of the normal sessions; each is scored by what learned from the others. */
const PARTS = 4;
/** Shares of windows that may raise an alarm. The engine's buffer of 512 cannot tell less than one in 513. */
const NOMINAL = [0.01, 0.002];
/** The recorder's marker may come so long before an attack begins, milliseconds. */
const MARKER = 100;

const callsOf = (sessions: readonly SyscallSession[]): Uint16Array[] =>
  sessions.flatMap(({ threads }) => threads.map(({ calls }) => calls));
const partOf = (sessions: readonly SyscallSession[], part: number, isOwn: boolean): SyscallSession[] =>
  sessions.filter((_, index) => (index % PARTS === part) === isOwn);

function rankThreads(
  normal: SyscallSession[],
  attacked: SyscallSession[],
  options: EvaluationOptions,
): EvaluationTable {
  const role = normal[0]?.role ?? '';
  const hasThreads = attacked.some(({ threads }) => threads.some(({ ofAttacker }) => ofAttacker));
  const outcomes = threadScorers.map((scorer) => {
    const threads = { normal: [] as number[], attacks: [] as number[] };
    const sessions = { normal: [] as number[], attacks: [] as number[] };
    let events = 0;
    let spent = 0;
    for (let part = 0; part < PARTS; part += 1) {
      const score = scorer.learn(callsOf(partOf(normal, part, false)));
      for (const session of [...partOf(normal, part, true), ...attacked]) {
        const before = options.cpuSeconds();
        const scores = session.threads.map(({ calls }) => score(calls));
        spent += options.cpuSeconds() - before;
        events += session.threads.reduce((sum, { calls }) => sum + calls.length, 0);
        const into = session.attack === '' ? 'normal' : 'attacks';
        sessions[into].push(Math.max(...scores));
        threads[into].push(...scores.filter((_, index) => into === 'normal' || session.threads[index]?.ofAttacker));
      }
    }
    return {
      name: scorer.name,
      threads: hasThreads ? rankScores(threads.normal, threads.attacks) : null,
      sessions: rankScores(sessions.normal, sessions.attacks),
      rate: events / Math.max(spent, 1e-3),
    };
  });
  const best = outcomes.at(-1);
  return {
    title: `syscalls-modern, ${role}: threads of a service under attack`,
    protocol: [
      `Learned: three quarters of ${normal.length} normal sessions, thread by thread; told: the other quarter against ${attacked.length} attacked ones, four times.`,
      'Threads: those of normal sessions against those of the attacker’s own processes. Sessions: by their highest thread. Nothing was tuned on this set; the last row is what the engine does.',
    ],
    columns: ['scored by', 'AUC threads', 'TPR@5%', 'TPR@1%', 'AUC sessions', 'TPR@5%', 'M events/s'],
    rows: outcomes.map(({ name, threads, sessions, rate }) => [
      name,
      ...(threads === null
        ? ['', '', '']
        : [threads.auc.toFixed(4), threads.foundAt5.toFixed(2), threads.foundAt1.toFixed(2)]),
      sessions.auc.toFixed(4),
      sessions.foundAt5.toFixed(2),
      (rate / 1e6).toFixed(1),
    ]),
    targets: [
      ...(best?.threads ? [{ what: 'AUC of threads', value: best.threads.auc, atLeast: 0.99 }] : []),
      { what: 'AUC of sessions', value: best?.sessions.auc ?? 0, atLeast: 0.99 },
    ],
  };
}

/** Alarms as they would have come: false ones over normal sessions in their order, and how soon an attack is told. */
function tellDelays(normal: SyscallSession[], attacked: SyscallSession[]): EvaluationTable {
  const role = normal[0]?.role ?? '';
  const outcomes = NOMINAL.map((nominal) => ({ nominal, windows: 0, alarms: 0, delays: new Map<string, number[]>() }));
  const models = Array.from({ length: PARTS }, (_, part) => trainNgrams(callsOf(partOf(normal, part, false)), 6));
  const ring = new ConformalRing();
  for (const [part, model] of models.entries()) {
    for (const { score } of partOf(normal, part, true).flatMap((session) => sessionWindows(model, session))) {
      const pValue = ring.pValue(score);
      for (const outcome of outcomes) {
        if (ring.size < ring.capacity) continue;
        outcome.windows += 1;
        if (pValue <= outcome.nominal) outcome.alarms += 1;
      }
      ring.put(score, 0);
    }
  }
  for (const model of models) {
    for (const session of attacked) {
      const windows = sessionWindows(model, session).filter(({ last }) => last >= session.onset - MARKER);
      for (const { nominal, delays } of outcomes) {
        const first = windows.find(({ score }) => ring.pValue(score) <= nominal);
        const seconds = first === undefined ? Infinity : Math.max(0, first.over - session.onset) / 1000;
        delays.set(session.attack, [...(delays.get(session.attack) ?? []), seconds]);
      }
    }
  }
  const rows = outcomes.flatMap(({ nominal, windows, alarms, delays }) =>
    [...delays]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([attack, seconds], index) => {
        const sorted = seconds.toSorted((left, right) => left - right);
        const found = sorted.filter((delay) => delay < Infinity);
        return [
          attack,
          percent(nominal),
          index === 0 ? percent(alarms / windows) : '',
          `${found.length} of ${sorted.length}`,
          ...[sorted[Math.floor(sorted.length / 2)], found.at(-1)].map((delay) =>
            delay === undefined || delay === Infinity ? 'never' : `${delay.toFixed(2)} s`,
          ),
        ];
      }),
  );
  return {
    title: `syscalls-modern, ${role}: delay after onset`,
    protocol: [
      'Windows of a thread end after 256 calls or 2 s, as the engine’s do; p-values among the newest 512 windows of normal sessions, which the model did not learn.',
      'Delay: from the onset to the end of the first window that raises an alarm. A window that ends by time is told only then.',
    ],
    columns: ['attack', 'nominal', 'realised', 'found', 'median', 'slowest'],
    rows,
    targets: outcomes.map(({ nominal, windows, alarms }) => ({
      what: `realised / nominal at ${percent(nominal)} of ${windows} windows`,
      value: alarms / windows / nominal,
      atLeast: 1 / 1.5,
      atMost: 1.5,
    })),
  };
}

function percent(value: number): string {
  return `${(value * 100).toFixed(1)} %`;
}

/** Sessions of x86-64 services with and without harmless imitations of attacks. */
export const syscallsModern: EvaluationSet = {
  name: 'syscalls',
  folder: 'syscalls-modern',
  marks: ['index.jsonl'],
  source:
    'It holds index.jsonl and traces.tar.xz, a text a session with lines `ms pid syscall error attacker`: record your own services so, with `strace -f -ttt` or the agent, into syscalls-modern/.',
  evaluate: async (folder, options) => {
    const sessions = await readSyscallSessions(folder);
    return [...new Set(sessions.map(({ role }) => role))].toSorted().flatMap((role) => {
      const normal = sessions.filter((session) => session.role === role && session.attack === '');
      const attacked = sessions.filter((session) => session.role === role && session.attack !== '');
      if (normal.length < PARTS || attacked.length === 0) return [];
      return [rankThreads(normal, attacked, options), tellDelays(normal, attacked)];
    });
  },
};
