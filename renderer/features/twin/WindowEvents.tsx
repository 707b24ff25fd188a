import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { TwinWindow } from '../../../shared/contract/twin.ts';
import { formatScore } from '../../ui/format-score.ts';
import { formatClock, formatShortDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { numberEach } from '../packets/number-each.ts';
import { isWaiting } from './rank-windows.ts';
import { formatLevel } from './value-axis.ts';

type SurprisingEvent = TwinWindow['events'][number];

/** Events drawn at once. */
const most = 8;

/** The events of a window that surprised most, with their bits and what was expected instead. */
export function WindowEvents({ vm, window }: { vm: string; window: TwinWindow }): JSX.Element {
  const [all, setAll] = useState(false);
  const events = all ? window.events : window.events.slice(0, most);
  const peak = Math.max(1, ...window.events.map(({ bits }) => bits));
  return (
    <div className="twin-events">
      {window.events.length === 0 ? (
        <p className="second">No single event stands out: the window as a whole departs.</p>
      ) : (
        <table className="twin-event-table">
          <thead>
            <tr>
              <th scope="col">What surprised</th>
              <th scope="col">{window.channel === 'resources' ? 'Distance' : 'Bits'}</th>
              <th scope="col">What was expected instead</th>
            </tr>
          </thead>
          <tbody>
            {numberEach(events).map(({ number, item }) => (
              <EventRow key={number} event={item} peak={peak} />
            ))}
          </tbody>
        </table>
      )}
      {window.events.length > most && !all ? (
        <button type="button" className="link-button twin-all-events" onClick={() => setAll(true)}>
          {String(window.events.length - most)} more
        </button>
      ) : null}
      <p className="twin-window-facts third">
        {window.service === '' ? null : (
          <span>
            <HostileText text={window.service} />
            {window.thread === '' ? null : (
              <>
                , thread <HostileText text={window.thread} />
              </>
            )}
          </span>
        )}
        {window.technique === null ? null : (
          <span>
            <HostileText text={window.technique.name} /> <span className="mono">{window.technique.id}</span>
          </span>
        )}
        <span>score {formatScore(window.score)}</span>
        <span>p {formatP(window.pValue)}</span>
        {window.agesOutAt !== null ? (
          <span>
            learned from after {formatShortDay(window.agesOutAt)} {formatClock(window.agesOutAt)} UTC unless you decide
          </span>
        ) : isWaiting(window) ? (
          <span>never learned from unless you accept it</span>
        ) : null}
        <Link
          to="/vm/$id"
          params={{ id: vm }}
          search={{ tab: 'flows', from: Math.floor(window.from), to: Math.ceil(window.to) + 1 }}
        >
          Flows of this time
        </Link>
      </p>
    </div>
  );
}

function EventRow({ event, peak }: { event: SurprisingEvent; peak: number }): JSX.Element {
  // What would read 0.00 was not expected.
  const expected = event.expected.filter(({ probability }) => probability >= 0.005);
  return (
    <tr>
      <th scope="row" className="mono">
        <HostileText text={event.text} />
      </th>
      <td>
        <span className="twin-bar" aria-hidden="true">
          <span style={{ width: `${Math.min(100, (Math.max(0, event.bits) / peak) * 100)}%` }} />
        </span>
        <span className="mono">{formatLevel(event.bits)}</span>
      </td>
      <td className="second">
        {event.never ? <span className="third">never seen before</span> : null}
        {event.never && expected.length > 0 ? <span className="third">; </span> : null}
        {numberEach(expected).map(({ number, item: { text, probability } }) => (
          <span key={number} className="twin-expected">
            <span className="mono">
              <HostileText text={text} />
            </span>{' '}
            <span className="third mono">{formatScore(probability)}</span>
          </span>
        ))}
        {!event.never && expected.length === 0 ? <span className="third">nothing in particular</span> : null}
      </td>
    </tr>
  );
}

/** A p-value: three digits behind the point, and a bound under that. */
function formatP(p: number): string {
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}
