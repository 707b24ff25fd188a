import type { JSX } from 'react';
import type { TwinWindow } from '../../../shared/contract/twin.ts';
import { formatClock, formatShortDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useLongSpan } from '../../ui/long-span.ts';
import { Tag } from '../../ui/Tag.tsx';
import { isOpenTo, isWaiting, type RankedWindow } from './rank-windows.ts';
import { channelWords } from './twin-channels.ts';
import { tellWindowState } from './twin-words.ts';
import { formatLevel } from './value-axis.ts';
import { WindowEvents } from './WindowEvents.tsx';

/** One window: when, who, how surprising; opened, the events that surprised. */
export function WindowRow(props: {
  vm: string;
  ranked: RankedWindow;
  unit: string;
  open: boolean;
  onOpen: () => void;
  ticked: boolean;
  onTick: () => void;
}): JSX.Element {
  const { open } = props;
  const long = useLongSpan();
  const { rank, window } = props.ranked;
  const waits = isWaiting(window);
  return (
    <li className={open ? 'twin-window twin-window-open' : 'twin-window'}>
      <div className="twin-window-line">
        {isOpenTo(window, 'accept') ? (
          <label className="twin-tick">
            <input
              type="checkbox"
              checked={props.ticked}
              onChange={props.onTick}
              aria-label={`Window ${String(rank)}`}
            />
          </label>
        ) : (
          <span className="twin-tick" />
        )}
        <button type="button" className="twin-window-button" aria-expanded={open} onClick={props.onOpen}>
          <span className="twin-rank" aria-hidden="true">
            {rank}
          </span>
          <span className="mono strong twin-window-time">
            {long ? `${formatShortDay(window.from)} ` : ''}
            {formatClock(window.from)}
            {formatClock(window.from) === formatClock(window.to) ? '' : ` – ${formatClock(window.to)}`}
          </span>
          <span className="second cut">
            <HostileText text={window.title} cut />
          </span>
          <span className="grow third mono cut">
            <HostileText text={findWorst(window)?.text ?? ''} cut />
          </span>
          <Tag>{channelWords[window.channel].toLowerCase()}</Tag>
          {waits ? null : <Tag strong>{tellWindowState(window)}</Tag>}
          <span className="twin-window-bits">
            <span className="mono">{formatLevel(window.bits)}</span> <span className="third">{props.unit}</span>
          </span>
        </button>
      </div>
      {open ? <WindowEvents vm={props.vm} window={window} /> : null}
    </li>
  );
}

/** The event that surprised most: windows of one story have one title, and this tells them apart. */
function findWorst(window: TwinWindow): TwinWindow['events'][number] | undefined {
  return window.events.toSorted((a, b) => b.bits - a.bits)[0];
}
