import { ChevronDown, Disc } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { Live } from '../../../shared/contract/live.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { useNow } from '../../data/use-now.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import './live.css';

/** Starts a recording of what is watched; while one runs, tells its length and size, and stops it. */
export function RecordControl({ session, live }: { session: string; live: Live }): JSX.Element {
  const [asking, setAsking] = useState(false);
  // Kept here: what shows a recording is gone as soon as it ends, often before the answer is there.
  const toast = useToast();
  const stop = useCommand('record.stop', ['session.list']);
  const onStop = (): void =>
    stop.mutate(
      { session },
      {
        onSuccess: (kept) => toast(`Recorded ${kept.path}, ${formatBytes(kept.bytes)}.`),
        onError: (error) => toast(tellFailure(error), true),
      },
    );
  return (
    <>
      {live.recording === null ? (
        <button type="button" className="top-quiet" onClick={() => setAsking(true)}>
          <Disc size={13} aria-hidden="true" />
          Record…
        </button>
      ) : (
        <Recording recording={live.recording} isStopping={stop.isPending} onStop={onStop} />
      )}
      <Dialog open={asking} onClose={() => setAsking(false)} title="Record what is watched">
        <RecordForm session={session} onClose={() => setAsking(false)} />
      </Dialog>
    </>
  );
}

function Recording(props: {
  recording: NonNullable<Live['recording']>;
  isStopping: boolean;
  onStop: () => void;
}): JSX.Element {
  const { path, since, bytes } = props.recording;
  const now = useNow();
  const toast = useToast();
  return (
    <Menu
      label="Recording"
      buttonClass="top-control top-recording"
      head={
        <span className="recording-facts">
          <span className="mono">
            <HostileText text={path} />
          </span>
          <span className="third">
            since {formatClock(since)}, {formatBytes(bytes)}
          </span>
        </span>
      }
      items={[
        { key: 'stop', label: 'Stop and keep the file', onPick: props.onStop },
        {
          key: 'copy',
          label: 'Copy the path',
          onPick: () => {
            navigator.clipboard.writeText(path).then(
              () => toast('Copied.'),
              () => toast('The clipboard is not available here.', true),
            );
          },
        },
      ]}
      button={
        <>
          <Disc size={13} aria-hidden="true" />
          <span className="top-strong">{props.isStopping ? 'Stopping' : 'Recording'}</span>
          <span className="mono second">
            {formatSpan(now - since)}, {formatBytes(bytes)}
          </span>
          <ChevronDown size={13} aria-hidden="true" />
        </>
      }
    />
  );
}

function RecordForm({ session, onClose }: { session: string; onClose: () => void }): JSX.Element {
  const [path, setPath] = useState('');
  const start = useCommand('record.start', ['session.list']);
  const toast = useToast();
  return (
    <form
      className="record-form"
      onSubmit={(event) => {
        event.preventDefault();
        const asked = path.trim();
        start.mutate(
          { session, ...(asked === '' ? {} : { path: asked }) },
          {
            onSuccess: (begun) => {
              toast(`Recording to ${begun.path}.`);
              onClose();
            },
          },
        );
      }}
    >
      <p className="second text-table">
        Keeps packets, statistics and VM facts from now on in one .mien file. It opens again as a session and replays at
        any speed.
      </p>
      <label>
        <span className="text-table">File</span>
        <input
          type="text"
          className="text-input mono"
          placeholder="Empty: in Mien's folder, named after the time"
          spellCheck={false}
          autoComplete="off"
          maxLength={4096}
          value={path}
          onChange={(event) => setPath(event.target.value)}
        />
      </label>
      {start.error === null ? null : (
        <p className="text-table record-failed" role="alert">
          {tellFailure(start.error)}
        </p>
      )}
      <div className="state-actions">
        <Button kind="primary" type="submit" busy={start.isPending}>
          Record
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
