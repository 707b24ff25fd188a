import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Alert, Technique } from '../../../shared/contract/subject.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Time } from '../../ui/Time.tsx';

function tellTechnique(technique: Technique): string {
  return `${technique.name}, ${technique.id}, ${technique.tactic}`;
}

/** One alert in full: its reason with the figures, its techniques, its peers, and the ways to what proves it. */
export function AlertDetail(props: { alert: Alert; onProof: (alert: Alert) => void }): JSX.Element {
  const { alert } = props;
  return (
    <section className="alert-detail" aria-label="This alert" tabIndex={0}>
      <h2 className="text-head">
        <HostileText text={alert.title} />
      </h2>
      <p className="alert-why">
        <HostileText text={alert.why} />
      </p>
      <dl className="facts">
        <div>
          <dt>Technique</dt>
          <dd>{[alert.technique, ...alert.otherTechniques].map(tellTechnique).join('; ')}</dd>
        </div>
        <div>
          <dt>Seen</dt>
          <dd>
            <Time micros={alert.firstSeen} /> – <Time micros={alert.lastSeen} />
          </dd>
        </div>
        <div>
          <dt>Peers</dt>
          <dd className="mono">
            <HostileText text={alert.peers.slice(0, 40).join(', ') || 'none'} />
            {alert.peers.length > 40 ? ` and ${formatCount(alert.peers.length - 40)} more` : ''}
          </dd>
        </div>
        <div>
          <dt>Proof</dt>
          <dd>{alert.flowCount > 0 ? `${formatCount(alert.flowCount)} flows` : 'host events'}</dd>
        </div>
      </dl>
      <p className="alert-acts">
        <Button onClick={() => props.onProof(alert)}>
          {alert.flowCount > 0 ? 'Show the flows' : 'Show the host events'}
        </Button>
        <Link
          to="/vm/$id"
          params={{ id: alert.subject }}
          search={{ alert: alert.id }}
          className="button button-default"
        >
          Open VM
        </Link>
      </p>
    </section>
  );
}
