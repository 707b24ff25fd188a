import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Alert } from '../../../shared/contract/subject.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { KeyCap } from '../../ui/KeyCap.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { proofOf } from './proof-of.ts';

/** The alerts of a VM, latest first; each leads to the flows that prove it. */
export function AlertsPanel({
  id,
  alerts,
  narrowed,
}: {
  id: string;
  alerts: readonly Alert[];
  narrowed: boolean;
}): JSX.Element {
  useShortcut('a', () => document.querySelector<HTMLElement>('.alert-link')?.focus());
  const latest = alerts.toSorted((a, b) => b.lastSeen - a.lastSeen);
  return (
    <Panel
      title="Alerts"
      note={
        <>
          {formatCount(alerts.length)}
          {narrowed ? ', in the window' : ''}
        </>
      }
      actions={<KeyCap>A</KeyCap>}
    >
      {latest.length === 0 ? (
        <EmptyState title={narrowed ? 'No alert in this window' : 'No alert in this session'} />
      ) : (
        <ul className="alert-list">
          {latest.map((alert) => (
            <li key={alert.id}>
              <Link to="/vm/$id" params={{ id }} search={proofOf(alert)} className="alert-link quiet">
                <RiskMark band={bandOf(alert.score)} size={12} />
                <span className="grow alert-words">
                  <span className="strong">
                    {alert.technique.tactic}: <HostileText text={alert.title} />
                  </span>
                  <span className="third alert-why">
                    <span className="mono">{alert.technique.id}</span> <HostileText text={alert.why} />
                  </span>
                </span>
                <span className="second">
                  <Time micros={alert.firstSeen} as="minute" />
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
