import { type JSX, useId, useState } from 'react';
import type { Incident, SuppressionScope } from '../../../shared/contract/incidents.ts';
import type { Alert } from '../../../shared/contract/subject.ts';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { readHostileText } from '../../ui/hostile-text.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { incidentTouches } from './incident-touches.ts';
import { scopeOf, suppressionEnds, tellType } from './suppression-words.ts';
import './incident-dialogs.css';

interface SuppressProps {
  session: string;
  incident: Incident;
  /** The step it is made from; the strongest where none is chosen. */
  alert: string | null;
  open: boolean;
  onClose: () => void;
}

/** Holds alerts of a scope back until an end; says what it would hold before it is done. */
export function SuppressDialog(props: SuppressProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Hold back alerts for a time">
      <SuppressForm {...props} />
    </Dialog>
  );
}

/** A name as an option can show it: text alone, with what is unseen drawn. */
function plainName(name: string): string {
  return readHostileText(name)
    .runs.map(({ text }) => text)
    .join('');
}

function startFrom(incident: Incident, id: string | null): Alert | undefined {
  return incident.alerts.find((alert) => alert.id === id) ?? incident.alerts.toSorted((a, b) => b.score - a.score)[0];
}

function SuppressForm({ session, incident, alert, onClose }: SuppressProps): JSX.Element {
  const first = startFrom(incident, alert);
  const [scope, setScope] = useState<SuppressionScope>(() =>
    first === undefined ? { type: '', technique: '', subject: '', role: '', peer: '' } : scopeOf(first),
  );
  const [hours, setHours] = useState(24);
  const [why, setWhy] = useState('');
  const toast = useToast();
  const id = useId();
  const add = useCommand('suppression.add', incidentTouches);
  const preview = useEngineQuery('suppression.preview', { session, scope }, { keep: true });
  const types = [...new Set(incident.alerts.map(({ type }) => type))];
  const change = (part: Partial<SuppressionScope>): void => setScope({ ...scope, ...part });
  const problem = preview.data?.problem ?? '';
  return (
    <form
      className="incident-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        if (problem !== '' || why.trim() === '') return;
        const until = Date.now() + hours * 3_600_000;
        add.mutate(
          { session, incident: incident.id, scope, until, why },
          {
            onSuccess: () => {
              toast('Held back; its end and what it holds stand in the list');
              onClose();
            },
          },
        );
      }}
    >
      <div className="incident-pair">
        <label className="incident-field">
          <span>Kind of alert</span>
          <select className="text-input" value={scope.type} onChange={(event) => change({ type: event.target.value })}>
            {types.map((type) => (
              <option key={type} value={type}>
                {tellType(type)}
              </option>
            ))}
            <option value="">Any kind</option>
          </select>
        </label>
        <label className="incident-field">
          <span>Technique</span>
          <input
            className="text-input mono"
            placeholder="any, or T1071"
            maxLength={16}
            value={scope.technique}
            onChange={(event) => change({ technique: event.target.value.trim() })}
          />
        </label>
        <label className="incident-field">
          <span>VM</span>
          <select
            className="text-input"
            value={scope.subject}
            onChange={(event) => change({ subject: event.target.value })}
          >
            {incident.vms.map((vm) => (
              <option key={vm.id} value={vm.id}>
                {plainName(vm.name)}
              </option>
            ))}
            <option value="">Any VM</option>
          </select>
        </label>
        <label className="incident-field">
          <span>Role, as declared</span>
          <input
            className="text-input"
            placeholder="any"
            maxLength={64}
            value={scope.role}
            onChange={(event) => change({ role: event.target.value })}
          />
        </label>
        <label className="incident-field">
          <span>Peer or network</span>
          <input
            className="text-input mono"
            placeholder="any, or 192.0.2.0/24"
            maxLength={255}
            value={scope.peer}
            onChange={(event) => change({ peer: event.target.value.trim() })}
          />
        </label>
        <label className="incident-field">
          <span>Ends after</span>
          <select className="text-input" value={hours} onChange={(event) => setHours(Number(event.target.value))}>
            {suppressionEnds.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <label className="incident-field">
        <span>Why</span>
        <input
          className="text-input"
          maxLength={500}
          required
          value={why}
          aria-describedby={`${id}-holds`}
          onChange={(event) => setWhy(event.target.value)}
        />
      </label>
      <section id={`${id}-holds`} aria-label="What it holds back now" aria-live="polite">
        {problem === '' ? (
          <>
            <p>
              Holds back <b className="strong">{preview.data?.held ?? 0}</b> now
              {(preview.data?.held ?? 0) === 0 ? '.' : ':'}
            </p>
            <ul className="incident-lines">
              {(preview.data?.alerts ?? []).slice(0, 5).map((held) => (
                <li key={held.id}>
                  <HostileText text={held.title} /> <span className="third">on</span>{' '}
                  <HostileText text={held.subjectName} />
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p className="incident-wrong">{problem}</p>
        )}
        <p className="second">
          What is held back stays visible, raises no incident, and counts nothing in the risk; the risk says so, and by
          how much. At its end all of it counts again.
        </p>
      </section>
      {add.error === null ? null : (
        <p className="incident-wrong" role="alert">
          {tellFailure(add.error)}
        </p>
      )}
      <div className="state-actions">
        <Button
          kind="primary"
          type="submit"
          busy={add.isPending}
          disabledReason={problem !== '' ? problem : why.trim() === '' ? 'say why, for whoever reads it next' : ''}
        >
          Hold back
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
