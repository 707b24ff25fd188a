import { type JSX, useId, useMemo, useRef, useState } from 'react';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { useSession } from '../../data/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { ChangePreview } from './ChangePreview.tsx';
import { CodeEditor, type CodeEditorHandle } from './CodeEditor.tsx';
import { listLineChanges } from './line-changes.ts';
import { type SettingsFile, useDraft } from './use-draft.ts';

/** One settings file: its text with line numbers, what is wrong with it, and what a change would do before it is kept. */
export function FileSection(props: {
  file: SettingsFile;
  title: string;
  note: string;
  kept: string;
  shipped: string;
}): JSX.Element {
  const { file, kept, shipped } = props;
  const [draft, setDraft] = useState(kept);
  const [base, setBase] = useState(kept);
  const editor = useRef<CodeEditorHandle>(null);
  const { session } = useSession();
  const update = useCommand('settings.update', [
    'settings.get',
    'subject.list',
    'alert.list',
    'incident.list',
    'graph.get',
  ]);
  const toast = useToast();
  const id = useId();
  if (base !== kept) {
    // Kept by this or another window: a draft that had not been touched follows.
    setBase(kept);
    if (draft === base) setDraft(kept);
  }
  const judgement = useDraft(file, draft, kept, session?.id ?? null);
  const changes = useMemo(() => listLineChanges(kept, draft), [kept, draft]);
  const changed = useMemo(
    () => new Set(changes.filter((change) => change.kind === 'added').map((change) => change.line)),
    [changes],
  );
  const problems = useMemo(
    () => new Map(judgement.problems.map((problem) => [problem.line, problem.message])),
    [judgement.problems],
  );
  const blocked =
    draft === kept
      ? 'nothing was changed'
      : judgement.problems.length > 0
        ? 'the file has a problem, listed beside it'
        : '';
  const save = (): void => {
    if (blocked !== '' || update.isPending) return;
    const patch = file === 'thresholds' ? { thresholds: draft } : { personas: draft };
    update.mutate(patch, {
      onSuccess: () => toast(`${props.title} saved; open sessions are judged again.`),
      onError: (error) => toast(tellFailure(error), true),
    });
  };
  const nextProblem = (): void => {
    const first = judgement.problems[0];
    if (first !== undefined) editor.current?.goToLine(first.line);
  };
  return (
    <div className="settings-file">
      <section
        className="settings-editor"
        aria-labelledby={id}
        onKeyDown={(event) => {
          if (event.key === 's' && (event.ctrlKey || event.metaKey)) save();
          else if (event.key === 'F8') nextProblem();
          else return;
          event.preventDefault();
        }}
      >
        <header className="settings-part-head">
          <h2 id={id} className="text-head">
            {props.title}
          </h2>
          <span className="third text-table cut">{props.note}</span>
          <span className="settings-part-end">
            <Tag strong={draft !== kept}>
              {draft !== kept ? 'not saved' : kept === shipped ? 'as shipped' : 'changed'}
            </Tag>
          </span>
        </header>
        <div className="settings-editor-scroll">
          <CodeEditor
            handle={editor}
            label={props.title}
            value={draft}
            onChange={setDraft}
            changed={changed}
            problems={problems}
            describedBy={`${id}-problems`}
          />
        </div>
      </section>
      <section className="settings-preview" aria-label="Change preview">
        <ChangePreview
          id={`${id}-problems`}
          session={session}
          judgement={judgement}
          changes={changes}
          onLine={(line) => editor.current?.goToLine(line)}
        />
        <footer className="settings-preview-foot">
          <Button kind="primary" busy={update.isPending} disabledReason={blocked} onClick={save}>
            Save
          </Button>
          <Button
            kind="ghost"
            disabledReason={draft === kept ? 'nothing was changed' : ''}
            onClick={() => setDraft(kept)}
          >
            Discard
          </Button>
          <Button
            kind="ghost"
            disabledReason={draft === shipped ? 'this is the shipped file' : ''}
            onClick={() => setDraft(shipped)}
          >
            Take the shipped file
          </Button>
        </footer>
      </section>
    </div>
  );
}
