import { ChevronDown, Clock } from 'lucide-react';
import type { JSX } from 'react';
import type { TimeWindow } from '../../../shared/units.ts';
import { useSession } from '../../data/use-session.ts';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { formatDay, formatWindow } from '../../ui/format-time.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { useSetWindow, useWindow } from './use-window-keys.ts';

const minute = 60e6;
const spans = [
  ['First 5 min', 'begin', 5 * minute],
  ['First hour', 'begin', 60 * minute],
  ['Last hour', 'end', 60 * minute],
  ['Last 15 min', 'end', 15 * minute],
  ['Last 5 min', 'end', 5 * minute],
] as const;

/** The window of time all screens follow, relative and absolute, with the zone. */
export function WindowControl(): JSX.Element {
  const { session } = useSession();
  const live = session?.live?.kind === 'live';
  const all = live ? 'All watched' : 'Whole session';
  const window = useWindow();
  const setWindow = useSetWindow();
  const whole: TimeWindow | null =
    session?.start == null || session.end === null ? null : { from: session.start, to: session.end };
  const shown = window ?? whole;
  const items: MenuItem[] = [
    { key: 'whole', label: all, checked: window === null, onPick: () => setWindow(null) },
    ...spans.flatMap(([label, side, length]): MenuItem[] => {
      if (whole === null || whole.to - whole.from <= length) return [];
      const range =
        side === 'begin' ? { from: whole.from, to: whole.from + length } : { from: whole.to - length, to: whole.to };
      const checked = window?.from === Math.round(range.from) && window.to === Math.round(range.to);
      return [
        { key: label, label, detail: formatWindow(range.from, range.to), checked, onPick: () => setWindow(range) },
      ];
    }),
  ];
  return (
    <Menu
      label="Window of time"
      buttonClass="top-control"
      items={items}
      head={
        whole === null
          ? 'Nothing was read yet'
          : `${formatDay(whole.from)}, ${formatSpan(whole.to - whole.from)} ${live ? 'so far' : 'in all'}`
      }
      button={
        <>
          <Clock size={14} aria-hidden="true" />
          <span className="top-strong">{shown === null ? 'No data yet' : window === null ? all : 'Window'}</span>
          {shown === null ? null : (
            <span className="mono third">
              {formatWindow(shown.from, shown.to)} <span className="text-caption">UTC</span>
            </span>
          )}
          <ChevronDown size={13} aria-hidden="true" />
        </>
      }
    />
  );
}
