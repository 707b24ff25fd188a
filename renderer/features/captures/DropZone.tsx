import { ArrowDownToLine } from 'lucide-react';
import { type DragEvent, type JSX, useRef, useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { formatShare } from '../../ui/format-share.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { listDropped } from './list-dropped.ts';
import type { Opening } from './use-opening.ts';
import './sessions-page.css';

/** Takes dropped files and folders, or lets them be chosen; shows how a file is sent, and why one was not opened. */
export function DropZone({ opening }: { opening: Opening }): JSX.Element {
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const openDropped = async (data: DataTransfer): Promise<void> => {
    const files = await listDropped(data);
    if (files.length > 0) opening.openFiles(files);
  };
  const take = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void openDropped(event.dataTransfer);
  };
  const { sending, failure } = opening;
  return (
    <div className="drop">
      <div
        className={over ? 'drop-zone drop-over' : 'drop-zone'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={take}
      >
        <ArrowDownToLine size={20} strokeWidth={1.5} aria-hidden="true" />
        {sending === null ? (
          <span>
            <span>
              Drop files or a folder here, or{' '}
              <button type="button" className="link-button" onClick={() => chooser.current?.click()}>
                choose
              </button>
            </span>
            <span className="third text-table">
              pcap, pcapng, Zeek, EVE, nfdump, Argus, Falco, Tetragon, Tracee, auditd, Sysmon, .mien
            </span>
          </span>
        ) : (
          <>
            <span className="grow">
              <span role="status">
                Handing over <HostileText text={sending.name} cut />, {formatShare(sending.sent)}
              </span>
              <progress
                className="session-bar"
                value={sending.sent}
                max={1}
                aria-label="Part of the file handed over"
              />
            </span>
            <Button onClick={opening.cancel}>Cancel</Button>
          </>
        )}
        <input
          ref={chooser}
          type="file"
          multiple
          hidden
          aria-label="Choose captures"
          onChange={(event) => {
            const files = [...(event.currentTarget.files ?? [])];
            event.currentTarget.value = '';
            if (files.length > 0) opening.openFiles(files);
          }}
        />
      </div>
      {failure === null ? null : (
        <p className="drop-failure" role="alert">
          <strong className="strong">
            <HostileText text={failure.what} cut /> was not opened.
          </strong>{' '}
          <HostileText text={failure.why} /> <span className="third">What was open stays open.</span>
        </p>
      )}
    </div>
  );
}
