import type { JSX } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Menu } from '../../ui/Menu.tsx';
import { useToast } from '../../ui/Toasts.tsx';

const states = [
  ['new', 'New'],
  ['looking', 'Looking'],
  ['contained', 'Contained'],
] as const;
const outcomes = [
  ['resolved', 'Resolved', 'it happened and is over'],
  ['expected', 'Expected', 'it happened and was meant to'],
  ['false-positive', 'False positive', 'it was not what it looked like'],
] as const;

/** How far the work on an incident is; closing asks for one outcome, and a closed one can be opened again. */
export function StateSteps({ session, incident }: { session: string; incident: Incident }): JSX.Element {
  const toast = useToast();
  const update = useCommand('incident.update', ['incident.list']);
  const set = (state: Incident['state'], outcome: Incident['outcome'], said: string): void => {
    update.mutate(
      { session, id: incident.id, state, outcome },
      { onSuccess: () => toast(said), onError: (error) => toast(tellFailure(error), true) },
    );
  };
  return (
    <div className="state-steps" role="group" aria-label="State">
      {states.map(([state, word]) => (
        <button
          key={state}
          type="button"
          className="state-step"
          aria-pressed={incident.state === state}
          onClick={() => {
            if (incident.state !== state) set(state, null, `Set to ${word.toLowerCase()}`);
          }}
        >
          <span className="state-dot" aria-hidden="true" />
          {word}
        </button>
      ))}
      <Menu
        label="Close with an outcome"
        buttonClass={incident.state === 'closed' ? 'state-step state-closed' : 'state-step'}
        head="Close as"
        button={
          <>
            <span className="state-dot" aria-hidden="true" />
            {incident.state === 'closed' ? `Closed, ${incident.outcome ?? 'no outcome'}` : 'Close…'}
          </>
        }
        items={outcomes.map(([outcome, label, detail]) => ({
          key: outcome,
          label,
          detail,
          checked: incident.outcome === outcome,
          onPick: () => set('closed', outcome, `Closed as ${label.toLowerCase()}; it can be opened again`),
        }))}
      />
    </div>
  );
}
