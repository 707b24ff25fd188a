import type { JSX } from 'react';
import { shareOf } from '../../ui/brush-range.ts';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { layEvents } from './lay-events.ts';
import type { Timeline } from './timeline-data.ts';

/** Alerts as marks on a line, with words where there is room; each opens its proof. */
export function TimelineEvents(props: {
  timeline: Timeline;
  width: number;
  rise: number;
  onOpen: (alert: string) => void;
}): JSX.Element {
  const { timeline, width } = props;
  const marks = timeline.events.map((event) => ({ ...event, x: shareOf(timeline, event.time) * width }));
  const labels = layEvents(marks, width);
  return (
    <>
      {marks.map((mark, index) => {
        const label = labels[index];
        return (
          <div
            key={`${mark.alert} ${mark.time}`}
            className={`event risk-${bandOf(mark.score)}`}
            style={{ left: mark.x }}
          >
            <span className="event-stem" style={{ height: props.rise, top: -props.rise }} />
            <button
              type="button"
              className="event-mark"
              aria-label={`${formatClock(mark.time)} ${mark.title}, show the proof`}
              title={`${formatClock(mark.time)} ${mark.title}`}
              onClick={() => props.onOpen(mark.alert)}
            />
            {label === null || label === undefined ? null : (
              <span className={`event-words event-${label.side} event-row-${label.row}`} aria-hidden="true">
                <HostileText text={mark.title} />
              </span>
            )}
          </div>
        );
      })}
    </>
  );
}
