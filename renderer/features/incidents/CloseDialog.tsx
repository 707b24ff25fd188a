import { type JSX, useState } from 'react';
import type { Incident, Outcome } from '../../../shared/contract/incidents.ts';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { incidentTouches } from './incident-touches.ts';
import { outcomeWord } from './outcome-word.ts';
import './incident-dialogs.css';

interface CloseProps {
  session: string;
  incident: Incident;
  open: boolean;
  onClose: () => void;
  /** The outcome that is chosen at first. */
  as?: Outcome;
}

const outcomes: readonly (readonly [Outcome, string, string])[] = [
  ['resolved', 'Resolved', 'It happened and is over.'],
  ['expected', 'Expected', 'It happened and was meant to.'],
  ['false-positive', 'False positive', 'It was not what it looked like.'],
];

/** Closes an incident as one of three outcomes; says what the models learn before it is done. */
export function CloseDialog(props: CloseProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Close this incident">
      <CloseForm {...props} />
    </Dialog>
  );
}

function CloseForm({ session, incident, onClose, as }: CloseProps): JSX.Element {
  const [outcome, setOutcome] = useState<Outcome>(as ?? incident.outcome ?? 'resolved');
  const [note, setNote] = useState('');
  const toast = useToast();
  const update = useCommand('incident.update', incidentTouches);
  const closing = useEngineQuery('incident.closing', { session, id: incident.id, outcome }, { keep: true });
  return (
    <form
      className="incident-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate(
          { session, id: incident.id, state: 'closed', outcome, note },
          {
            onSuccess: () => {
              toast(`Closed as ${outcomeWord(outcome)}; it can be opened again`);
              onClose();
            },
          },
        );
      }}
    >
      <fieldset className="incident-choices">
        <legend className="text-table second">What did it turn out to be?</legend>
        {outcomes.map(([value, label, detail]) => (
          <label key={value} className="incident-choice">
            <input
              type="radio"
              name="outcome"
              value={value}
              checked={outcome === value}
              onChange={() => setOutcome(value)}
            />
            <span className="strong">{label}</span>
            <span className="second">{detail}</span>
          </label>
        ))}
      </fieldset>
      <section aria-label="What the models learn" aria-live="polite">
        <h3 className="text-head">What the models learn</h3>
        <ul className="incident-lines">
          {(closing.data?.learns ?? []).map((line) => (
            <li key={line}>
              <HostileText text={line} />
            </li>
          ))}
        </ul>
      </section>
      <label className="incident-field">
        <span>Note</span>
        <textarea
          rows={2}
          maxLength={10_000}
          placeholder="Why, for whoever reads it next"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </label>
      {update.error === null ? null : (
        <p className="incident-wrong" role="alert">
          {tellFailure(update.error)}
        </p>
      )}
      <div className="state-actions">
        <Button kind="primary" type="submit" busy={update.isPending}>
          {`Close as ${outcomeWord(outcome)}`}
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Keep it open
        </Button>
      </div>
    </form>
  );
}
