import type { JSX } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { saveDownload } from '../captures/save-download.ts';
import { decodeBase64 } from '../packets/decode-base64.ts';
import './incident-dialogs.css';

interface ExportProps {
  session: string;
  incident: Incident;
  open: boolean;
  onClose: () => void;
}

/** Names what a report contains, and what it does not, before it is made. */
export function ExportDialog(props: ExportProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Export a report">
      <ExportForm {...props} />
    </Dialog>
  );
}

function ExportForm({ session, incident, onClose }: ExportProps): JSX.Element {
  const asked = { session, id: incident.id };
  const contents = useEngineQuery('incident.contents', asked);
  const make = useCommand('incident.export', ['incident.history']);
  const toast = useToast();
  const save = (format: 'html' | 'pdf'): void =>
    make.mutate(
      { ...asked, format },
      {
        onSuccess: ({ name, type, bytes }) => {
          saveDownload(name, type, decodeBase64(bytes));
          toast(`${name} was made`);
          onClose();
        },
      },
    );
  return (
    <div className="incident-dialog">
      <section aria-label="What it contains">
        <h3 className="text-head">What it contains</h3>
        <ul className="incident-lines">
          {(contents.data?.parts ?? []).map(({ title, detail }) => (
            <li key={title}>
              {title}
              {detail === '' ? null : <span className="third">, {detail}</span>}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="What it does not">
        <h3 className="text-head">What it does not</h3>
        <ul className="incident-lines second">
          {(contents.data?.leftOut ?? []).map((text) => (
            <li key={text}>
              <HostileText text={text} />
            </li>
          ))}
        </ul>
      </section>
      <p className="second">It holds names, addresses and notes as they are: nothing is made anonymous.</p>
      {(contents.error ?? make.error) === null ? null : (
        <p className="incident-wrong" role="alert">
          {tellFailure(contents.error ?? make.error ?? new Error())}
        </p>
      )}
      <div className="state-actions">
        <Button kind="primary" busy={make.isPending} onClick={() => save('pdf')}>
          Export PDF
        </Button>
        <Button busy={make.isPending} onClick={() => save('html')}>
          Export HTML
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
