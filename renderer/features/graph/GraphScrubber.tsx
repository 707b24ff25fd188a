import { Pause, Play } from 'lucide-react';
import { type JSX, useEffect, useRef, useState } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock, formatWindow } from '../../ui/format-time.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { shareRead } from '../captures/share-read.ts';
import { SessionStrip } from '../captures/SessionStrip.tsx';
import { useSetWindow, useWindow } from '../frame/use-window-keys.ts';
import { listSpeeds, stepWindow } from './replay.ts';
import '../captures/session-page.css';

/** Milliseconds between two pictures of a replay. */
const pause = 500;

/** The session over time, a window in it, and its replay. */
export function GraphScrubber(props: { session: Session; shown: number; hidden: number }): JSX.Element {
  const { session } = props;
  const window = useWindow();
  const setWindow = useSetWindow();
  const axis: TimeWindow | null =
    session.start === null || session.end === null ? null : { from: session.start, to: session.end };
  const speeds = listSpeeds(axis === null ? 0 : axis.to - axis.from);
  const [speed, setSpeed] = useState(String(speeds[1] ?? 10));
  const [playing, setPlaying] = useState(false);
  const strip = useEngineQuery(
    'session.histogram',
    { session: session.id, buckets: 200 },
    { keep: true, enabled: axis !== null },
  );
  const step = useRef<() => void>(() => undefined);
  useEffect(() => {
    step.current = () => {
      if (axis === null) return;
      const next = stepWindow(axis, window, Number(speed) * pause * 1000);
      if (next === null) setPlaying(false);
      else setWindow(next);
    };
  });
  useEffect(() => {
    if (!playing) return undefined;
    const timer = setInterval(() => step.current(), pause);
    return () => clearInterval(timer);
  }, [playing]);
  return (
    <section className="graph-scrubber" aria-label="Window of time">
      <div className="graph-scrubber-head">
        <span className="graph-play">
          <IconButton
            label={playing ? 'Stop the replay' : 'Replay the window through the session'}
            onClick={() => setPlaying(!playing)}
          >
            {playing ? <Pause size={13} aria-hidden="true" /> : <Play size={13} aria-hidden="true" />}
          </IconButton>
        </span>
        <Segmented
          label="Speed of the replay"
          value={speed}
          onChange={setSpeed}
          segments={speeds.map((value) => ({ value: String(value), label: `${formatCount(value)}×` }))}
        />
        <span className="second">
          {window === null ? (
            <strong className="strong">Whole session</strong>
          ) : (
            <>
              Window <strong className="strong mono">{formatWindow(window.from, window.to)}</strong>{' '}
              <button type="button" className="link-button" onClick={() => setWindow(null)}>
                Whole session
              </button>
            </>
          )}
        </span>
        <span className="third grow">
          {strip.data === undefined ? '' : `flows per ${formatSpan(strip.data.step)}, marks are alerts`}
        </span>
        <span className="second" role="status">
          showing edges seen in the window <strong className="strong">{formatCount(props.shown)}</strong>
          {props.hidden === 0 ? '' : `, others ${formatCount(props.hidden)} hidden`}
        </span>
      </div>
      <SessionStrip
        histogram={strip.data}
        values="flows"
        progress={shareRead(session)}
        unread={session.state === 'reading' ? 'not read yet' : 'not read'}
        window={window}
        onWindow={(next) => {
          setPlaying(false);
          setWindow(next);
        }}
        onMark={(_alert, _subject, time) => {
          const half = axis === null ? 30e6 : Math.max(1e6, (axis.to - axis.from) / 24);
          setWindow({ from: Math.max(axis?.from ?? 0, time - half), to: time + half });
        }}
        summary={
          axis === null
            ? 'No activity read yet'
            : `flows from ${formatClock(axis.from)} to ${formatClock(axis.to)}, ${session.alerts} alerts`
        }
      />
    </section>
  );
}
