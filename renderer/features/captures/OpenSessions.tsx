import { Link, useNavigate } from '@tanstack/react-router';
import { CircleX } from 'lucide-react';
import type { JSX } from 'react';
import type { Live } from '../../../shared/contract/live.ts';
import type { Session } from '../../../shared/contract/session.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Bytes } from '../../ui/Bytes.tsx';
import { Button } from '../../ui/Button.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { formatCount, formatShortCount } from '../../ui/format-count.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { RiskCell } from '../../ui/RiskCell.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Tag } from '../../ui/Tag.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { shareRead, sumBytes } from './share-read.ts';

const count = (key: 'flows' | 'subjects' | 'alerts', title: string, width: string): TableColumn<Session> => ({
  key,
  title,
  width,
  align: 'right',
  render: (session) => (session.state === 'failed' ? null : <span className="mono">{formatCount(session[key])}</span>),
});

const columns: readonly TableColumn<Session>[] = [
  {
    key: 'name',
    title: 'Session',
    width: 'minmax(150px, 1.2fr)',
    render: (session) => (
      <span className="open-name">
        <Link
          to="/session/$id"
          params={{ id: session.id }}
          search={{ session: session.id }}
          className="quiet strong cut"
        >
          <HostileText text={session.name} cut />
        </Link>
        {session.sample ? <Tag>sample</Tag> : null}
        {session.savedAs === null ? null : <Tag>saved</Tag>}
      </span>
    ),
  },
  { key: 'state', title: 'State', width: 'minmax(220px, 1.6fr)', render: (session) => <State session={session} /> },
  {
    key: 'risk',
    title: 'Worst risk',
    width: '104px',
    render: (session) => (session.state === 'failed' ? null : <RiskCell risk={session.worstRisk} />),
  },
  count('alerts', 'Alerts', '54px'),
  count('subjects', 'Subjects', '58px'),
  count('flows', 'Flows', '74px'),
  {
    key: 'packets',
    title: 'Packets',
    width: '70px',
    align: 'right',
    render: (session) => <span className="mono">{formatShortCount(session.packets)}</span>,
  },
  {
    key: 'bytes',
    title: 'Size',
    width: '68px',
    align: 'right',
    render: (session) => <Bytes value={sumBytes(session).all} />,
  },
  { key: 'acts', title: '', label: 'Actions', width: '196px', render: (session) => <Actions session={session} /> },
];

/** The sessions that are open, with how far each is read and what can be done with it. */
export function OpenSessions({ sessions }: { sessions: readonly Session[] }): JSX.Element {
  const navigate = useNavigate();
  return (
    <DataTable
      label="Open sessions"
      columns={columns}
      rowCount={sessions.length}
      rowAt={(index) => sessions[index]}
      keyOf={(session) => session.id}
      rowHeight={38}
      minWidth={1100}
      onOpen={(session) =>
        void navigate({ to: '/session/$id', params: { id: session.id }, search: { session: session.id } })
      }
      primary
      empty={<p className="sessions-none third">No session is open.</p>}
    />
  );
}

function State({ session }: { session: Session }): JSX.Element {
  if (session.state === 'failed') {
    return (
      <span className="open-failed" title={[session.error?.detail, session.error?.action].filter(Boolean).join(' ')}>
        <CircleX size={13} aria-hidden="true" />
        <span className="cut">
          <span className="strong">{session.error?.title ?? 'Could not be read'}</span>{' '}
          <span className="second">{session.error?.action ?? ''}</span>
        </span>
      </span>
    );
  }
  if (session.state === 'reading') {
    const left = session.secondsLeft === null ? '' : `, ${formatSpan(session.secondsLeft * 1e6)} left`;
    return (
      <span className="open-progress">
        <span className="cut">
          Reading <strong className="mono strong">{formatShare(session.progress)}</strong>{' '}
          <span className="third">
            {formatShortCount(session.packets)} packets, {formatBytes(sumBytes(session).read)}
            {left}
          </span>
        </span>
        <progress
          className="session-bar"
          value={session.progress}
          max={1}
          aria-label={`Part of ${session.name} read`}
        />
      </span>
    );
  }
  if (session.live !== null && session.state === 'watching') return <Watching session={session} live={session.live} />;
  const remarks = session.remarks.filter((remark) => remark.severity !== 'info').length;
  return (
    <span className="cut second">
      {session.state === 'stopped' ? `Stopped at ${formatShare(shareRead(session))}, kept` : 'Read'}
      {session.start === null || session.end === null ? '' : `, ${formatSpan(session.end - session.start)} of evidence`}
      {remarks === 0 ? '' : `, ${remarks} ${remarks === 1 ? 'remark' : 'remarks'}`}
    </span>
  );
}

function Watching({ session, live }: { session: Session; live: Live }): JSX.Element {
  const span = session.start === null || session.end === null ? 'nothing yet' : formatSpan(session.end - session.start);
  const hosts = live.hosts.length === 1 ? '1 host' : `${formatCount(live.hosts.length)} hosts`;
  return (
    <span className="cut second">
      {live.kind === 'replay' ? 'Replaying' : `Watching ${hosts}`}, {span} so far
      {live.recording === null ? '' : ', recording'}
    </span>
  );
}

function Actions({ session }: { session: Session }): JSX.Element {
  const stop = useCommand('session.stop', ['session.list']);
  const save = useCommand('session.save', ['session.list']);
  const close = useCommand('session.close', ['session.list']);
  const toast = useToast();
  const onError = (error: Error): void => toast(tellFailure(error), true);
  const id = { session: session.id };
  return (
    <span className="open-acts">
      {session.state === 'reading' ? (
        <Button
          busy={stop.isPending}
          onClick={() => stop.mutate(id, { onError })}
          label={`Stop reading ${session.name}`}
        >
          Stop
        </Button>
      ) : session.live?.kind === 'live' ? (
        <Link to="/settings" search={{ section: 'hosts' }} className="text-table">
          Hosts
        </Link>
      ) : session.state === 'failed' ? null : (
        <Button
          busy={save.isPending}
          label={`Save as .mien: ${session.name}`}
          onClick={() =>
            save.mutate(id, {
              onSuccess: ({ path, bytes }) => toast(`Saved ${path}, ${formatBytes(bytes)}.`),
              onError,
            })
          }
        >
          Save as .mien
        </Button>
      )}
      {session.live?.kind === 'live' ? null : (
        <Button
          kind="ghost"
          busy={close.isPending}
          label={`Close ${session.name}`}
          onClick={() => close.mutate(id, { onError })}
        >
          Close
        </Button>
      )}
    </span>
  );
}
