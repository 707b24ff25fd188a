import type { AgentState, TwinDetail, TwinSeries, TwinWindow } from '../../../shared/contract/twin.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { formatClock, formatDay, formatMinute, formatShortDay } from '../../ui/format-time.ts';
import { thin } from '../../ui/thin-space.ts';
import { countAlarms, latestOf, worstOf } from './twin-points.ts';
import { formatLevel } from './value-axis.ts';

/** Seconds in their two largest words: `23 d`, `2 h 14 min`, `6 min`, `41 s`; days stand alone from two on. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const join = (count: number, unit: string): string => `${String(count)}${thin}${unit}`;
  if (whole < 60) return join(whole, 's');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return join(minutes, 'min');
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours < 48) return rest === 0 ? join(hours, 'h') : `${join(hours, 'h')} ${join(rest, 'min')}`;
  return join(Math.floor(hours / 24), 'd');
}

/** A time told to a person now: `today 06:00`, `14 Nov`. UTC. */
export function formatSince(time: number, now: number): string {
  if (formatDay(time) === formatDay(now)) return `today ${formatMinute(time)}`;
  return formatShortDay(time);
}

const agentWords: Record<AgentState['state'], string> = {
  absent: 'no agent',
  silent: 'agent silent',
  up: 'agent',
  flooding: 'agent floods',
  garbled: 'agent garbled',
  incompatible: 'agent incompatible',
  closed: 'agent closed',
  lying: 'agent contradicts the hypervisor',
};

/** The agent on a line of a header: `agent 0.9.2, loss 0.00 %`, `no agent`, `agent silent since 13:47:52`. */
export function tellAgent(agent: AgentState): string {
  const word = agentWords[agent.state];
  if (agent.state === 'up') {
    const version = agent.version === '' ? '' : ` ${agent.version}`;
    return `${word}${version}, loss ${(agent.loss * 100).toFixed(2)}${thin}%`;
  }
  const since = agent.state === 'silent' ? (agent.lastHeard ?? agent.since) : agent.since;
  return agent.state === 'absent' || since === null ? word : `${word} since ${formatClock(since)}`;
}

/** True where an agent tells what happens inside the guest, and is to be believed. */
export function isAgentFine(agent: AgentState): boolean {
  return agent.state === 'up';
}

/** A sentence as part of another: `Its agent has told none yet.` → `its agent has told none yet`. */
export function toClause(sentence: string): string {
  const bare = sentence.replace(/\.$/u, '');
  // A word in capitals stays: CPU, BPF.
  return /^\p{Lu}(\p{Ll}|\s)/u.test(bare) ? bare.charAt(0).toLowerCase() + bare.slice(1) : bare;
}

/** What each mode means, in the order they are promoted. */
export const modes = [
  { value: 'learn', does: 'only grave acts' },
  { value: 'watch', does: 'all departures' },
  { value: 'enforce', does: 'policies may act' },
] as const satisfies readonly { value: TwinDetail['mode']; does: string }[];

/** `promote`, `demote` or '' for the mode it has. */
export function tellStep(from: TwinDetail['mode'], to: TwinDetail['mode']): string {
  const place = (mode: TwinDetail['mode']): number => modes.findIndex(({ value }) => value === mode);
  const step = place(to) - place(from);
  return step === 0 ? '' : step > 0 ? 'promote' : 'demote';
}

const stateWords: Record<TwinWindow['state'], string> = {
  'kept-out': 'kept out',
  accepted: 'accepted',
  rejected: 'rejected',
  'aged-out': 'aged out',
};

/** What became of a window, in a word or two. */
export function tellWindowState(window: TwinWindow): string {
  return stateWords[window.state];
}

/** The line beside the heading of the worst windows. `drawn`: how many of them a window of time leaves, null without one. */
export function tellWindows(windows: readonly TwinWindow[], total: number, drawn: number | null): string {
  const taught = windows.filter(({ state }) => state === 'accepted' || state === 'aged-out').length;
  const learned = taught === 0 ? 'none learned from yet' : `${formatShortCount(taught)} learned from`;
  const how = drawn === null ? 'ranked by surprise' : `${formatShortCount(drawn)} in the window of time`;
  return `${formatShortCount(total)} departed, ${how}, ${learned}`;
}

/** One chart in one sentence, made from its data. `since`: when departures began to be told. */
export function tellSeries(series: TwinSeries, label: string, since: number): string {
  const worst = worstOf(series);
  const latest = latestOf(series);
  const head = `${label}, ${formatMinute(series.from)} to ${formatMinute(series.to)}`;
  if (worst === undefined || latest === undefined) return `${head}: nothing was observed.`;
  const { above, observed } = countAlarms(series, since);
  const alarm =
    series.threshold === null
      ? 'no alarm line yet'
      : `alarm line ${formatLevel(series.threshold)}, crossed in ${String(above)} of ${String(observed)} steps`;
  const predicted = latest.predicted === null ? '' : `, predicted ${formatLevel(latest.predicted)}`;
  return `${head}, ${series.unit}: highest ${formatLevel(worst.worst ?? worst.observed)} at ${formatMinute(worst.time)}; ${alarm}; last ${formatLevel(latest.worst ?? latest.observed)}${predicted}.`;
}
