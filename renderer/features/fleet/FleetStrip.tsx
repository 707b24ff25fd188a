import { Link, useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import type { Live } from '../../../shared/contract/live.ts';
import type { Session } from '../../../shared/contract/session.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatShortCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { isWaiting } from '../incidents/is-waiting.ts';
import { bandOf, bandWord, riskBands } from '../../ui/risk-band.ts';
import { tellVmState } from './vm-state.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';

/** The answer before the table: what waits, how many VMs in which band, what is uncertain, what was read. */
export function FleetStrip(props: {
  rows: readonly SubjectRow[];
  incidents: readonly Incident[];
  session: Session;
  onStop: () => void;
}): JSX.Element {
  const { rows, session } = props;
  return (
    <section className="strip" aria-label="Summary">
      <WaitingIncidents incidents={props.incidents} />
      <VmsByRisk rows={rows} />
      <Uncertain rows={rows} live={session.live !== null} />
      {session.live === null ? (
        <Evidence session={session} onStop={props.onStop} />
      ) : (
        <Watching session={session} live={session.live} rows={rows} />
      )}
    </section>
  );
}

function WaitingIncidents({ incidents }: { incidents: readonly Incident[] }): JSX.Element {
  const waiting = incidents.filter(isWaiting);
  const worst = waiting.toSorted((a, b) => b.risk - a.risk)[0];
  const text = (
    <>
      <span className="strip-name">Open incidents</span>
      <span className="strip-line">
        <span className="text-number">{formatCount(waiting.length)}</span>
        <span className="strip-words">
          <span className="cut">{worst === undefined ? 'Nothing waits' : <HostileText text={worst.title} />}</span>
          <span className="third cut">
            {worst === undefined ? (
              `${incidents.length} closed or contained`
            ) : (
              <>
                <HostileText text={worst.subjectName} />,{' '}
                {worst.alerts.length === 1 ? '1 alert' : `${worst.alerts.length} alerts`}, {worst.state}
              </>
            )}
          </span>
        </span>
      </span>
    </>
  );
  return worst === undefined ? (
    <Link to="/incidents" className="strip-cell strip-wide quiet">
      {text}
    </Link>
  ) : (
    <Link to="/incidents/$id" params={{ id: worst.id }} className="strip-cell strip-wide quiet">
      {text}
    </Link>
  );
}

function VmsByRisk({ rows }: { rows: readonly SubjectRow[] }): JSX.Element {
  const navigate = useNavigate({ from: '/fleet' });
  return (
    <div className="strip-cell">
      <span className="strip-name">VMs by risk</span>
      <span className="strip-line strip-bands">
        {riskBands.map((band) => {
          const count = rows.filter((row) => bandOf(row.risk) === band).length;
          return (
            <button
              key={band}
              type="button"
              className={count === 0 ? 'strip-band strip-zero' : 'strip-band'}
              aria-label={`${count} ${bandWord(band).toLowerCase()}, show only these`}
              title={bandWord(band)}
              onClick={() => void navigate({ search: (search) => ({ ...search, risk: band }) })}
            >
              <RiskMark band={band} size={13} silent />
              <span className="text-number">{formatCount(count)}</span>
            </button>
          );
        })}
      </span>
    </div>
  );
}

function Uncertain({ rows, live }: { rows: readonly SubjectRow[]; live: boolean }): JSX.Element {
  const unscored = rows.filter((row) => row.risk === null).length;
  const incomplete = rows.filter((row) => row.incompleteReason !== '').length;
  return (
    <div className="strip-cell">
      <span className="strip-name">{live ? 'Learning' : 'Uncertain'}</span>
      <span className="strip-line">
        <span className="text-number">
          {formatCount(rows.filter((row) => row.risk === null || row.incompleteReason !== '').length)}
        </span>
        <span className="strip-words">
          <span>
            {rows.length === 0
              ? 'no VM yet'
              : unscored === 0
                ? 'all scored'
                : `${formatCount(unscored)} not scored${live ? ' yet' : ''}`}
          </span>
          <span className="third">
            {rows.length === 0
              ? ''
              : incomplete === 0
                ? 'baselines complete'
                : `${formatCount(incomplete)} ${incomplete === 1 ? 'baseline' : 'baselines'} incomplete`}
          </span>
        </span>
      </span>
    </div>
  );
}

function Evidence({ session, onStop }: { session: Session; onStop: () => void }): JSX.Element {
  const reading = session.state === 'reading';
  const span = session.start === null || session.end === null ? null : session.end - session.start;
  const part = session.packetsEstimated === null ? '' : ` of ${formatShortCount(session.packetsEstimated)}`;
  return (
    <div className="strip-cell strip-last">
      <span className="strip-name">{reading ? `Reading, ${formatShare(session.progress)}` : 'Evidence'}</span>
      <span className="strip-line">
        <span className="strip-words">
          <span>
            <b>{formatShortCount(session.packets)}</b>
            {reading ? part : ''} packets, <b>{formatShortCount(session.flows)}</b> flows
          </span>
          {reading ? (
            <progress className="progress" value={session.progress} max={1} aria-label="Read so far" />
          ) : (
            <span className="third">
              {span === null ? 'no time stamps' : `${formatSpan(span)} of capture`}
              {session.events > 0 ? `, ${formatCount(session.events)} host events` : ''}
            </span>
          )}
        </span>
        {reading ? <Button onClick={onStop}>Stop, keep what is read</Button> : null}
      </span>
    </div>
  );
}

/** What a watch brought so far: VMs that run, packets and flows, and for how long. */
function Watching(props: { session: Session; live: Live; rows: readonly SubjectRow[] }): JSX.Element {
  const { session, live, rows } = props;
  const vms = rows.flatMap(({ vm }) => vm ?? []);
  const running = vms.filter((vm) => tellVmState(vm).word === 'running' || vm.hung).length;
  const hosts = new Set(vms.map(({ host }) => host)).size;
  const span = session.start === null || session.end === null ? null : session.end - session.start;
  return (
    <div className="strip-cell strip-last">
      <span className="strip-name">{live.kind === 'replay' ? 'Replayed' : 'Watched'}</span>
      <span className="strip-line">
        <span className="strip-words">
          <span>
            <b>{formatCount(running)}</b> {running === 1 ? 'VM runs' : 'VMs run'} on <b>{formatCount(hosts)}</b>{' '}
            {hosts === 1 ? 'host' : 'hosts'}
          </span>
          <span className="third">
            {span === null ? 'nothing seen yet' : `${formatSpan(span)} so far`}
            {session.flows > 0 ? `, ${formatShortCount(session.flows)} flows` : ', no flows yet'}
            {session.packets > 0 ? `, ${formatShortCount(session.packets)} packets` : ''}
          </span>
        </span>
      </span>
    </div>
  );
}
