import type { PolicyPreview, PreviewRow } from '../../../shared/contract/policy-preview.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';

/** What rows may be wanted of. */
export type Shown = PreviewRow['change'];
/** By what rows are summed. */
export type By = 'vm' | 'peer' | 'service' | 'flow';

/** On what a preview rests, how long it took, and what had to be left out of the draft. */
export function tellJudged(preview: PolicyPreview): string {
  if (preview.flows === 0 && preview.progress === 1) return 'no stored flow is of a VM that it is for';
  const window = preview.window === null ? '' : ` of ${formatSpan(preview.window.to - preview.window.from)}`;
  const part = preview.progress < 1 ? `, ${formatShare(preview.progress)} so far` : '';
  const took = preview.progress < 1 ? '' : `, in ${formatSpan(preview.seconds * 1e6)}`;
  return `judged on ${formatCount(preview.flows)} stored ${preview.flows === 1 ? 'flow' : 'flows'}${window}${part}${took}${tellLeftOut(preview.leftOut)}`;
}

/** Lines with errors, which a draft is judged without. */
export function tellLeftOut(lines: readonly number[]): string {
  if (lines.length === 0) return '';
  if (lines.length === 1) return `, with line ${String(lines[0])} left out`;
  const [last, ...rest] = lines.toReversed();
  return `, with lines ${rest.reverse().join(', ')} and ${String(last)} left out`;
}

/** A word or two on a count: whom it touches, what is none. */
export function tellCount(shown: Shown, preview: PolicyPreview): string {
  const count = preview[shown];
  if (shown === 'unchanged') return preview.flows === 0 ? '' : formatShare(count.flows / preview.flows);
  if (count.flows === 0)
    return { denied: 'nothing breaks', permitted: 'nothing opens', uncertain: 'all is told' }[shown];
  const vms = `${formatCount(count.vms)} ${count.vms === 1 ? 'VM' : 'VMs'}`;
  const peers = `${formatCount(count.peers)} ${count.peers === 1 ? 'peer' : 'peers'}`;
  return `${count.flows === 1 ? 'flow' : 'flows'}, ${vms}, ${peers}`;
}

/** Malicious flows it would have stopped, of all there were: `23 of 24`. */
export function tellStopped({ stopped, missed }: Pick<PolicyPreview, 'stopped' | 'missed'>): string {
  const sum = (list: readonly { flows: number }[]): number => list.reduce((all, { flows }) => all + flows, 0);
  const done = sum(stopped);
  const all = stopped.reduce((total, { of }) => total + of, 0) + sum(missed);
  return all === 0 ? '0' : `${formatCount(done)} of ${formatCount(Math.max(all, done))}`;
}

/** For how long a dependency was seen, in words: `known 23 d`. */
export function tellKnown(first: number, last: number): string {
  return `known ${formatSpan(Math.max(0, last - first))}`;
}
