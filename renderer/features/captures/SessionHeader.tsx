import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatCount, formatShortCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { ReplayButton } from '../live/ReplayButton.tsx';
import { joinPart } from './join-part.ts';
import { shareRead, sumBytes } from './share-read.ts';

/** Name of a session, what identifies its evidence, how far it is read, and what can be done with it. */
export function SessionHeader({ session, children }: { session: Session; children?: ReactNode }): JSX.Element {
  return (
    <header className="session-header">
      <Link to="/sessions" className="quiet third text-table">
        Sessions
      </Link>
      <ChevronRight size={13} aria-hidden="true" className="third" />
      <h1 className="text-title cut">
        <HostileText text={session.name} cut />
      </h1>
      <EvidenceTag session={session} />
      <span className="session-header-end">
        {session.state === 'reading' ? <ReadingProgress session={session} /> : <ReadingResult session={session} />}
        {children}
      </span>
    </header>
  );
}

function EvidenceTag({ session }: { session: Session }): JSX.Element | null {
  const [first, ...more] = session.files;
  if (first === undefined) return null;
  const digest = first.sha256;
  const formats = [...new Set(session.files.map((file) => file.format))].filter((format) => format !== 'unknown');
  const listed = session.files.map((file) => `${file.path} (${file.format}, ${formatBytes(file.bytes)})`).join('\n');
  return (
    <span className="session-tags" title={listed}>
      {more.length > 0 ? (
        <Tag>{`${formatCount(session.files.length)} files`}</Tag>
      ) : digest === null ? null : (
        <Tag>
          sha256 <span className="mono">{`${digest.slice(0, 4)}…${digest.slice(-4)}`}</span>
        </Tag>
      )}
      {formats.length === 0 ? null : (
        <Tag>
          <HostileText text={formats.slice(0, 3).join(', ')} />
          {formats.length > 3 ? ` and ${formats.length - 3} more` : ''}
        </Tag>
      )}
      {session.sample ? <Tag>sample</Tag> : null}
    </span>
  );
}

function ReadingProgress({ session }: { session: Session }): JSX.Element {
  const stop = useCommand('session.stop', ['session.list']);
  const toast = useToast();
  const bytes = sumBytes(session);
  const packets =
    session.packetsEstimated === null
      ? `${formatShortCount(session.packets)} packets`
      : `${joinPart(formatShortCount(session.packets), formatShortCount(session.packetsEstimated))} packets`;
  const left = session.secondsLeft === null ? '' : `, ${formatSpan(session.secondsLeft * 1e6)} left`;
  return (
    <>
      <span className="session-progress">
        <span className="session-progress-words" role="status">
          <span>Reading</span> <strong className="mono">{formatShare(session.progress)}</strong>
          <span className="second cut">
            {packets}, {joinPart(formatBytes(bytes.read), formatBytes(bytes.all))}
            {left}
          </span>
        </span>
        <progress className="session-bar" value={session.progress} max={1} aria-label="Part of the evidence read" />
      </span>
      <Button
        busy={stop.isPending}
        onClick={() => stop.mutate({ session: session.id }, { onError: (error) => toast(tellFailure(error), true) })}
      >
        Stop, keep what is read
      </Button>
    </>
  );
}

function ReadingResult({ session }: { session: Session }): JSX.Element {
  const save = useCommand('session.save', ['session.list']);
  const toast = useToast();
  const span = session.start === null || session.end === null ? '' : `, ${formatSpan(session.end - session.start)}`;
  return (
    <>
      <span className="text-table second" title={`${formatCount(session.packets)} packets`}>
        {session.state === 'stopped' ? (
          <strong className="strong">{`Stopped at ${formatShare(shareRead(session))}, `}</strong>
        ) : null}
        {session.packets > 0
          ? `${formatShortCount(session.packets)} packets`
          : `${formatShortCount(session.flows)} flows`}
        {session.live === null ? `, ${formatBytes(sumBytes(session).all)}` : ''}
        {span}
      </span>
      {session.savedAs === null ? null : <Tag>saved</Tag>}
      <ReplayButton session={session} />
      {session.live !== null ? null : (
        <Button
          busy={save.isPending}
          onClick={() =>
            save.mutate(
              { session: session.id },
              {
                onSuccess: ({ path, bytes }) => toast(`Saved ${path}, ${formatBytes(bytes)}.`),
                onError: (error) => toast(tellFailure(error), true),
              },
            )
          }
        >
          Save as .mien
        </Button>
      )}
    </>
  );
}
