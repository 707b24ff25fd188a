import type { JSX } from 'react';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { numberEach } from '../packets/number-each.ts';
import { joinRanks, type RankedWindow } from './rank-windows.ts';

interface AcceptProps {
  session: string;
  id: string;
  targets: readonly RankedWindow[];
  /** Version in use, to which one can go back; null where there is none. */
  version: number | null;
  open: boolean;
  onClose: () => void;
  onDone: () => void;
}

/** Says what accepting would teach and which alerts go quiet, before it is done. */
export function AcceptDialog(props: AcceptProps): JSX.Element {
  const one = props.targets.length === 1;
  return (
    <Dialog
      open={props.open}
      onClose={props.onClose}
      title={`Accept ${one ? 'window' : 'windows'} ${joinRanks(props.targets)} as normal`}
    >
      <AcceptBody {...props} />
    </Dialog>
  );
}

function AcceptBody({ session, id, targets, version, onClose, onDone }: AcceptProps): JSX.Element {
  const toast = useToast();
  const windows = targets.map(({ window }) => window.id);
  const preview = useEngineQuery('twin.preview', { session, id, windows });
  const decide = useCommand('twin.decide', ['twin.get', 'twin.series', 'alert.list', 'subject.get']);
  const accept = (): void => {
    decide.mutate(
      { session, id, windows, decision: 'accept' },
      {
        onSuccess: (answer) => {
          toast(`Accepted: version ${String(answer.version)} is in use`);
          onDone();
          onClose();
        },
        onError: (error) => toast(tellFailure(error), true),
      },
    );
  };
  return (
    <div className="twin-accept">
      <ul className="twin-accept-windows">
        {targets.slice(0, 6).map(({ rank, window }) => (
          <li key={window.id}>
            <span className="twin-rank" aria-hidden="true">
              {rank}
            </span>
            <span className="mono">{formatClock(window.from)}</span>
            <span className="grow cut">
              <HostileText text={window.title} cut />
            </span>
          </li>
        ))}
        {targets.length > 6 ? <li className="third">and {String(targets.length - 6)} more</li> : null}
      </ul>
      {preview.data === undefined ? (
        preview.error === null ? (
          <Loading what="what it would teach" rows={3} />
        ) : (
          <ErrorState title="What it would teach did not come" detail={tellFailure(preview.error)} />
        )
      ) : (
        <>
          <Listed title="The twin would learn" none="Nothing it does not know." entries={preview.data.teaches} />
          <Listed title="Alerts that would go quiet" none="None." entries={preview.data.alerts} />
        </>
      )}
      <p className="text-table third">
        {version === null
          ? 'It makes a version of the twin.'
          : `It makes a new version. Version ${String(version)} stays: use it again to take this back.`}
      </p>
      <div className="state-actions">
        <Button
          kind="primary"
          busy={decide.isPending}
          disabledReason={preview.data === undefined ? 'what it would teach is not known yet' : ''}
          onClick={accept}
        >
          Accept as normal
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </div>
  );
}

function Listed(props: { title: string; none: string; entries: readonly string[] }): JSX.Element {
  return (
    <section>
      <h3 className="text-caption third">{props.title}</h3>
      {props.entries.length === 0 ? (
        <p className="second">{props.none}</p>
      ) : (
        <ul className="twin-listed">
          {numberEach(props.entries).map(({ number, item }) => (
            <li key={number}>
              <HostileText text={item} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
