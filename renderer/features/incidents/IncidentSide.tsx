import { Link } from '@tanstack/react-router';
import { type JSX, useRef } from 'react';
import type { Feedback, Incident, IncidentEntry, Suppression } from '../../../shared/contract/incidents.ts';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { formatScore } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { Time } from '../../ui/Time.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { initialsOf } from '../frame/initials-of.ts';
import { NoteField } from '../notes/NoteField.tsx';
import { incidentTouches } from './incident-touches.ts';
import { outcomeWord } from './outcome-word.ts';
import { SuppressionEntry } from './SuppressionEntry.tsx';
import { touching } from './suppression-words.ts';
import './incident-side.css';

/** Beside a story: whom it affects, what was done, what is held back or was learned, and the notes. */
export function IncidentSide(props: {
  session: string;
  incident: Incident;
  suppressions: readonly Suppression[];
  feedback: readonly Feedback[];
}): JSX.Element {
  const { session, incident } = props;
  const history = useEngineQuery('incident.history', { session, id: incident.id }, { keep: true });
  const entries = history.data?.entries ?? [];
  const held = touching(props.suppressions, incident);
  const learned = props.feedback.filter((one) => [incident.id, ...incident.merged].includes(one.incident));
  return (
    <aside className="incident-side" aria-label="Work on this incident">
      <AffectedVms incident={incident} />
      <Done entries={entries.filter(({ kind }) => kind !== 'note')} />
      {held.length === 0 ? null : (
        <section aria-label="Suppressions that touch it">
          <SideHead title="Suppressions that touch it" note={`${held.length}`} />
          {held.map((one) => (
            <SuppressionEntry key={one.id} session={session} suppression={one} />
          ))}
        </section>
      )}
      {learned.length === 0 ? null : <Learned session={session} feedback={learned} />}
      <Notes session={session} incident={incident} notes={entries.filter(({ kind }) => kind === 'note')} />
    </aside>
  );
}

function SideHead({ title, note }: { title: string; note: string }): JSX.Element {
  return (
    <h2 className="side-head text-head">
      {title} <span className="third text-table">{note}</span>
    </h2>
  );
}

function AffectedVms({ incident }: { incident: Incident }): JSX.Element {
  return (
    <section aria-label="Affected VMs">
      <SideHead title="Affected VMs" note="now, here" />
      <ul>
        {incident.vms.map(({ id, name, risk, worst, since, sensitivity }) => (
          <li key={id} className="side-vm">
            <RiskMark band={bandOf(risk)} size={12} />
            <span className="side-words">
              <span className="side-line">
                <Link to="/vm/$id" params={{ id }} className="quiet strong cut">
                  <HostileText text={name} cut="host" />
                </Link>
                {sensitivity === 'undeclared' ? null : <Tag>{sensitivity}</Tag>}
              </span>
              <span className="third text-caption">
                {since === null ? (
                  'named, told nothing'
                ) : (
                  <>
                    {id === incident.subject ? 'entered' : 'reached'} <Time micros={since} as="minute" />
                  </>
                )}
              </span>
            </span>
            <span className="mono strong">{formatScore(risk)}</span>
            <span className="mono third">{since === null ? '—' : formatScore(worst)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Day and time of the wall clock, UTC. */
function WallTime({ at }: { at: number }): JSX.Element {
  const text = new Date(at).toISOString();
  return (
    <time className="mono third text-caption" dateTime={text} title={`${text.slice(0, 10)} ${text.slice(11, 19)} UTC`}>
      {text.slice(5, 10)} {text.slice(11, 16)}
    </time>
  );
}

function Done({ entries }: { entries: readonly IncidentEntry[] }): JSX.Element {
  return (
    <section aria-label="Done">
      <SideHead title="Done" note={`${entries.length}`} />
      {entries.length === 0 ? <p className="side-none third">Nobody worked on it yet.</p> : null}
      <ol>
        {entries.map(({ id, at, who, text }) => (
          <li key={id} className="side-entry">
            <WallTime at={at} />
            <span className="initials" title={who} aria-hidden="true">
              {initialsOf(who)}
            </span>
            <span className="side-text">
              <span className="visually-hidden">{who}: </span>
              <HostileText text={text} />
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Learned({ session, feedback }: { session: string; feedback: readonly Feedback[] }): JSX.Element {
  const toast = useToast();
  const undo = useCommand('feedback.undo', incidentTouches);
  return (
    <section aria-label="What was learned">
      <SideHead title="What was learned" note={`${feedback.length}`} />
      {feedback.map(({ id, who, at, outcome, share, signals, undoneAt, undoneBy }) => (
        <div key={id} className="side-learned">
          <p>
            <b className="strong">{outcomeWord(outcome)}</b>, <HostileText text={who} /> <WallTime at={at} />
          </p>
          <p className="second">
            {signals.length === 1 ? '1 signal counts' : `${signals.length} signals count`} {Math.round(share * 100)} %
            on the same VM with the same peers
          </p>
          {undoneAt === null ? (
            <Button
              kind="ghost"
              busy={undo.isPending}
              onClick={() =>
                undo.mutate(
                  { session, id },
                  {
                    onSuccess: () => toast('Undone: its signals count in full again'),
                    onError: (error) => toast(tellFailure(error), true),
                  },
                )
              }
            >
              Undo
            </Button>
          ) : (
            <p className="third">
              undone by <HostileText text={undoneBy} /> <WallTime at={undoneAt} />
            </p>
          )}
        </div>
      ))}
    </section>
  );
}

function Notes(props: { session: string; incident: Incident; notes: readonly IncidentEntry[] }): JSX.Element {
  const { session, incident, notes } = props;
  return (
    <section aria-label="Notes">
      <SideHead title="Notes" note={`${notes.length}`} />
      <ol aria-label="Notes of this incident">
        {notes.map(({ id, at, who, text }) => (
          <li key={id} className="side-note">
            <span className="initials" aria-hidden="true">
              {initialsOf(who)}
            </span>
            <span className="side-text">
              <span className="third text-caption">
                <HostileText text={who} />, <WallTime at={at} />
              </span>
              <span className="side-said">
                <HostileText text={text} />
              </span>
            </span>
          </li>
        ))}
      </ol>
      <IncidentNoteField session={session} id={incident.id} />
    </section>
  );
}

function IncidentNoteField({ session, id }: { session: string; id: string }): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const add = useCommand('incident.note', incidentTouches);
  useShortcut('n', () => field.current?.focus());
  return (
    <NoteField
      className="side-field"
      label="Add a note"
      placeholder="Add a note (N)"
      rows={2}
      field={field}
      isPending={add.isPending}
      error={add.error}
      onKeep={(text, onKept) => add.mutate({ session, id, text }, { onSuccess: onKept })}
    />
  );
}
