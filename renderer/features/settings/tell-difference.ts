import type { DraftJudgement } from '../../../shared/contract/settings.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';

type Difference = NonNullable<DraftJudgement['difference']>;

const week = 7 * 86_400e6;

function count(number: number, one: string, many: string): string {
  return number === 1 ? `1 ${one}` : `${formatCount(number)} ${many}`;
}

/** Of which time a difference speaks: "last week", "the last 3 h", "this session". */
export function tellSpan({ from, to, isWatch }: Pick<Difference, 'from' | 'to' | 'isWatch'>): string {
  if (!isWatch) return 'this session';
  return to - from >= week * 0.97 ? 'last week' : `the last ${formatSpan(to - from)}`;
}

/** What a draft would have done, in a headline and sentences: alerts, the load of those who look at them, bands, labels. */
export function tellDifference(difference: Omit<Difference, 'seconds' | 'come' | 'go'>): {
  headline: string;
  detail: string;
} {
  const { comes, goes, bands, labels, moved, rate, alerts } = difference;
  const span = tellSpan(difference);
  const inSpan = span === 'last week' ? span : `in ${span}`;
  const headline =
    comes === 0 && goes === 0
      ? `This change would have raised no other alert ${inSpan}`
      : comes === 0
        ? `This change would have raised ${count(goes, 'alert', 'alerts')} fewer ${inSpan}`
        : goes === 0
          ? `This change would have raised ${count(comes, 'more alert', 'more alerts')} ${inSpan}`
          : `This change would have raised ${count(comes, 'more alert', 'more alerts')} and ${formatCount(goes)} fewer ${inSpan}`;
  const changes = [
    bands === 0 ? 'no VM changes its band' : count(bands, 'VM changes its band', 'VMs change their band'),
    ...(moved.length > bands ? [count(moved.length, 'risk moves', 'risks move')] : []),
    ...(labels.length > 0 ? [count(labels.length, 'VM gets another label', 'VMs get another label')] : []),
  ];
  const load =
    rate === null
      ? `alerts ${formatCount(alerts.before)} → ${formatCount(alerts.after)}`
      : `alerts a VM and day ${tellRate(rate.before)} → ${tellRate(rate.after)}`;
  return { headline, detail: `${changes.join(', ')}; ${load}` };
}

function tellRate(rate: number): string {
  return rate >= 10 ? rate.toFixed(0) : rate.toFixed(2);
}
