import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { formatCount, formatShortCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock, formatExactClock } from '../../ui/format-time.ts';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { useSetWindow, useWindow } from '../frame/use-window-keys.ts';
import { shareRead } from './share-read.ts';
import { type Histogram, SessionStrip } from './SessionStrip.tsx';

/** How many bars a strip asks for: fewer while only a part of its width stands for what is read. */
function countBuckets(progress: number): number {
  return Math.max(40, Math.round(214 * Math.min(1, Math.ceil(Math.max(0.2, progress) * 10) / 10)));
}

/** The whole session over time, what is chosen of it, and its alerts. */
export function SessionOverview({ session }: { session: Session }): JSX.Element {
  const search = useSearch({ from: '/session/$id' });
  const navigate = useNavigate({ from: '/session/$id' });
  const window = useWindow();
  const setWindow = useSetWindow();
  const progress = shareRead(session);
  const strip = useEngineQuery(
    'session.histogram',
    { session: session.id, buckets: countBuckets(progress) },
    { keep: true, enabled: session.start !== null },
  );
  const asTable = search.table === true;
  useShortcut('t', () => {
    void navigate({ search: (before) => ({ ...before, table: asTable ? undefined : true }), replace: true });
  });
  const counted = session.packets > 0 ? 'packets' : 'flows';
  const clock = window !== null && window.to - window.from < 5e6 ? formatExactClock : formatClock;
  const unreadPackets = session.packetsEstimated === null ? null : session.packetsEstimated - session.packets;
  const reading = session.state === 'reading';
  return (
    <section className="session-strip" aria-label="Session over time">
      <p className="evidence-strip-words">
        {window === null ? (
          <span className="strong">Whole session</span>
        ) : (
          <>
            <span className="second">
              Selected{' '}
              <strong className="strong mono">
                {clock(window.from)} – {clock(window.to)}
              </strong>
            </span>
            <button type="button" className="link-button" onClick={() => setWindow(null)}>
              Whole session
            </button>
          </>
        )}
        <span className="third">
          {strip.data === undefined
            ? ''
            : `${counted} per ${formatSpan(strip.data.step)}, marks are alerts${reading ? ' so far' : ''}`}
        </span>
        <span className="third" role="status">
          {reading
            ? 'results below come from the part read, and keep filling'
            : session.state === 'stopped'
              ? 'results below come from the part read'
              : ''}
        </span>
      </p>
      {asTable ? (
        <StripTable histogram={strip.data} />
      ) : (
        <SessionStrip
          histogram={strip.data}
          values={counted}
          progress={progress}
          unread={
            unreadPackets === null || unreadPackets <= 0
              ? reading
                ? 'not read yet'
                : 'not read'
              : `${reading ? 'not read yet' : 'not read'}, ${formatShortCount(unreadPackets)} packets`
          }
          window={window}
          onWindow={setWindow}
          onMark={(alert) => {
            void navigate({ search: (before) => ({ ...before, tab: 'flows', alert }) });
          }}
          summary={tellStrip(session, strip.data, counted)}
        />
      )}
    </section>
  );
}

/** An amount of a bar, which may be a share of a long flow: whole, or less than one. */
function tellAmount(value: number): string {
  return value > 0 && value < 0.5 ? '< 1' : formatCount(Math.round(value));
}

function tellStrip(session: Session, histogram: Histogram | undefined, counted: 'packets' | 'flows'): string {
  if (histogram === undefined) return 'No activity read yet';
  let most = 0;
  let at = 0;
  for (const [index, value] of histogram[counted].entries()) {
    if (value <= most) continue;
    most = value;
    at = index;
  }
  const peak = `most ${counted}, ${tellAmount(most)}, at ${formatClock(histogram.from + at * histogram.step)}`;
  return `${counted} from ${formatClock(histogram.from)} to ${formatClock(histogram.to)}, ${peak}, ${session.alerts} alerts`;
}

/** The strip as a table: only the stretches in which something was seen. */
function StripTable({ histogram }: { histogram: Histogram | undefined }): JSX.Element {
  const rows = (histogram?.packets ?? []).flatMap((packets, at) => {
    const flows = histogram?.flows[at] ?? 0;
    if (packets === 0 && flows === 0) return [];
    return [{ time: (histogram?.from ?? 0) + at * (histogram?.step ?? 0), packets, flows }];
  });
  return (
    <div className="evidence-strip-table" tabIndex={0} role="region" aria-label="Session over time as a table">
      <table>
        <thead className="third">
          <tr>
            <th scope="col">From</th>
            <th scope="col">Packets</th>
            <th scope="col">Flows</th>
          </tr>
        </thead>
        <tbody className="mono">
          {rows.map((row) => (
            <tr key={row.time}>
              <th scope="row">{formatExactClock(row.time)}</th>
              <td>{tellAmount(row.packets)}</td>
              <td>{tellAmount(row.flows)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
