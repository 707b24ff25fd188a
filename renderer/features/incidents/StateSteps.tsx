import { type JSX, useState } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { useToast } from '../../ui/Toasts.tsx';
import { CloseDialog } from './CloseDialog.tsx';
import { incidentTouches } from './incident-touches.ts';
import { outcomeWord } from './outcome-word.ts';

const states = [
  ['new', 'New'],
  ['looking', 'Looking'],
  ['contained', 'Contained'],
] as const;

/** How far the work on an incident is; closing asks for one outcome, and a closed one can be opened again. */
export function StateSteps({ session, incident }: { session: string; incident: Incident }): JSX.Element {
  const toast = useToast();
  const update = useCommand('incident.update', incidentTouches);
  const [closing, setClosing] = useState(false);
  const closed = incident.state === 'closed';
  return (
    <>
      <div className="state-steps" role="group" aria-label="State">
        {states.map(([state, word]) => (
          <button
            key={state}
            type="button"
            className="state-step"
            aria-pressed={incident.state === state}
            onClick={() => {
              if (incident.state === state) return;
              update.mutate(
                { session, id: incident.id, state },
                {
                  onSuccess: () => toast(closed ? `Open again: ${word.toLowerCase()}` : `Set to ${word.toLowerCase()}`),
                  onError: (error) => toast(tellFailure(error), true),
                },
              );
            }}
          >
            <span className="state-dot" aria-hidden="true" />
            {word}
          </button>
        ))}
        <button
          type="button"
          className={closed ? 'state-step state-closed' : 'state-step'}
          aria-haspopup="dialog"
          onClick={() => setClosing(true)}
        >
          <span className="state-dot" aria-hidden="true" />
          {closed ? `Closed, ${outcomeWord(incident.outcome)}` : 'Close…'}
        </button>
      </div>
      <CloseDialog session={session} incident={incident} open={closing} onClose={() => setClosing(false)} />
    </>
  );
}
