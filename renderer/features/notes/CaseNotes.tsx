import { Link } from '@tanstack/react-router';
import { Info, Link2, TriangleAlert, X } from 'lucide-react';
import { Fragment, type JSX, type Ref, useMemo } from 'react';
import type { z } from 'zod';
import type { Note, Session, sessionRemarkSchema } from '../../../shared/contract/session.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { type QuestionOf, tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { formatScore } from '../../ui/format-score.ts';
import { formatShare } from '../../ui/format-share.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Inspector } from '../../ui/Inspector.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { shareRead } from '../captures/share-read.ts';
import { saveDownload } from '../captures/save-download.ts';
import { numberEach } from '../packets/number-each.ts';
import { NoteField } from './NoteField.tsx';
import { tellTarget, tellTime, writeNotes } from './note-words.ts';
import '../../ui/panel.css';
import './notes.css';

/** What a new note keeps beside its text. */
export type NoteContext = Omit<QuestionOf<'note.add'>, 'session' | 'text'>;

/** Highest risk so far, the notes of the case, and what its evidence lacks. */
export function CaseNotes(props: {
  session: Session;
  subjects: readonly SubjectRow[];
  context: NoteContext;
  field: Ref<HTMLTextAreaElement>;
  /** Closes the notes where they lie over the screen. */
  onClose?: () => void;
}): JSX.Element {
  const { session, field, onClose } = props;
  const list = useEngineQuery('note.list', { session: session.id });
  const notes = list.data?.notes ?? [];
  return (
    <Inspector
      name="case-notes"
      label="Case notes"
      title="Case notes"
      initialWidth={284}
      {...(onClose === undefined ? {} : { onClose })}
      actions={
        <Button
          disabledReason={notes.length === 0 ? 'there are no notes yet' : ''}
          onClick={() => saveDownload(`${session.name}.notes.md`, 'text/markdown', writeNotes(session, notes))}
        >
          Export notes
        </Button>
      }
    >
      <div className="case">
        <HighestRisk session={session} subjects={props.subjects} />
        <ol className="case-notes" aria-label="Notes">
          {notes.map((note) => (
            <NoteEntry key={note.id} note={note} session={session.id} />
          ))}
        </ol>
        <CaseNoteField session={session.id} context={props.context} field={field} />
        <Lacks remarks={session.remarks} />
      </div>
    </Inspector>
  );
}

function HighestRisk({ session, subjects }: { session: Session; subjects: readonly SubjectRow[] }): JSX.Element {
  const worst = useMemo(() => {
    const scored = subjects.filter((row) => row.risk !== null).toSorted((a, b) => (b.risk ?? 0) - (a.risk ?? 0));
    const raised = scored.filter((row) => (row.risk ?? 0) >= 0.4);
    return (raised.length > 0 ? raised : scored.slice(0, 1)).slice(0, 4);
  }, [subjects]);
  const partial = session.state === 'reading' || session.state === 'stopped';
  return (
    <section className="case-risk" aria-label="Highest risk">
      <h3 className="text-caption third">
        Highest risk{session.state === 'reading' ? ' so far' : ''}
        <span>{partial ? `from ${formatShare(shareRead(session))}` : 'whole session'}</span>
      </h3>
      {worst.length === 0 ? <p className="third">Nothing was scored yet.</p> : null}
      <ul>
        {worst.map((row) => (
          <li key={row.id}>
            <RiskMark band={bandOf(row.risk)} size={11} />
            <Link to="/vm/$id" params={{ id: row.id }} className="quiet strong cut">
              <HostileText text={row.name} cut />
            </Link>
            {row.addresses[0] === undefined ||
            row.name.length + row.addresses[0].length > 30 ||
            row.addresses[0] === row.name ? null : (
              <span className="mono third cut">
                <HostileText text={row.addresses[0]} cut />
              </span>
            )}
            <span className="mono strong case-score">{formatScore(row.risk)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NoteEntry({ note, session }: { note: Note; session: string }): JSX.Element {
  const remove = useCommand('note.remove', ['note.list']);
  const toast = useToast();
  const target = tellTarget(note);
  return (
    <li className="case-note">
      <span className="mono second">{tellTime(note)}</span>
      {target === '' ? null : (
        <Link
          from="/session/$id"
          to="/session/$id"
          params={{ id: session }}
          search={(before) => ({
            ...before,
            tab: 'flows',
            filter: note.filter === '' ? undefined : note.filter,
            flow: note.flow ?? undefined,
            packet: note.packet ?? undefined,
            subject: note.subject ?? undefined,
            from: note.window?.from,
            to: note.window?.to,
          })}
          className="tag case-target"
        >
          <Link2 size={11} aria-hidden="true" />
          {target}
        </Link>
      )}
      <button
        type="button"
        className="case-remove"
        aria-label={`Remove the note of ${tellTime(note)}`}
        onClick={() => remove.mutate({ session, id: note.id }, { onError: (error) => toast(tellFailure(error), true) })}
      >
        <X size={12} aria-hidden="true" />
      </button>
      <p title={`${note.author}, ${new Date(note.writtenAt).toISOString()}`}>
        {numberEach(note.text.split('\n')).map(({ number, item }) => (
          <Fragment key={number}>
            {number === 1 ? '' : '\n'}
            <HostileText text={item} />
          </Fragment>
        ))}
      </p>
    </li>
  );
}

function CaseNoteField(props: { session: string; context: NoteContext; field: Ref<HTMLTextAreaElement> }): JSX.Element {
  const { session, context, field } = props;
  const add = useCommand('note.add', ['note.list']);
  return (
    <NoteField
      className="case-field"
      label="New note"
      placeholder="Write a note. It keeps the window, the filter and the selected flow."
      rows={3}
      field={field}
      isPending={add.isPending}
      error={add.error}
      onKeep={(text, onKept) => add.mutate({ session, text, ...context }, { onSuccess: onKept })}
    />
  );
}

function Lacks({ remarks }: { remarks: readonly z.infer<typeof sessionRemarkSchema>[] }): JSX.Element {
  return (
    <section className="case-lacks" aria-label="What this capture lacks">
      <h3 className="text-caption third">What this capture lacks</h3>
      {remarks.length === 0 ? <p className="second">Nothing was noticed.</p> : null}
      <ul>
        {numberEach(remarks).map(({ number, item: remark }) => (
          <li key={number} title={remark.file}>
            {remark.severity === 'info' ? (
              <Info size={12} aria-hidden="true" />
            ) : (
              <TriangleAlert size={12} aria-label={remark.severity} />
            )}
            <span>
              <HostileText text={remark.text} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
