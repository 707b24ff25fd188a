import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Change } from '../../../shared/contract/enforcement.ts';
import { formatClock, formatShortDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import '../policy/preview.css';

const words: Record<Change['state'], string> = {
  applying: 'applying',
  pending: 'waits for an answer',
  confirmed: 'in force',
  reverted: 'taken back',
  failed: 'failed',
};
const most = 30;

/** Changes of hosts, newest first; each leads to its record, from where it can be taken back. */
export function ChangeList({ changes }: { changes: readonly Change[] }): JSX.Element {
  return (
    <section className="in-force-part" aria-label="Changes of hosts">
      <header className="preview-pane-head">
        <h3 className="text-head">Changes of hosts</h3>
        <Link to="/audit">Audit</Link>
      </header>
      {changes.length === 0 ? <p className="second">Nothing was changed on any host.</p> : null}
      <ul>
        {changes.slice(0, most).map((change) => (
          <li key={change.id}>
            <span className="in-force-line">
              <Link to="/change/$id" params={{ id: change.id }} className="cut strong">
                <HostileText text={change.title} />
              </Link>
              <span className={change.state === 'failed' ? 'deny-words' : 'second'}>{words[change.state]}</span>
            </span>
            <span className="third">
              {formatShortDay(change.at)} {formatClock(change.at)}, <HostileText text={change.by} />
              {change.automatic ? ' (automation)' : ''}: <HostileText text={change.reason} />
            </span>
          </li>
        ))}
      </ul>
      {changes.length > most ? <p className="third">Older ones are in the audit.</p> : null}
    </section>
  );
}
