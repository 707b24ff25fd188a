import { type JSX, useId, useState } from 'react';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { beginDraft, type FeedDraft, readDraft, turnDraft } from './feed-draft.ts';
import { feedTouches } from './feed-touches.ts';
import { FeedSource } from './FeedSource.tsx';
import { FeedTerms } from './FeedTerms.tsx';

interface AddProps {
  /** Kind of source the dialog begins with; null where it is closed. */
  kind: FeedDraft['kind'] | null;
  formats: readonly { id: string; title: string }[];
  /** Ids of the feeds there are. */
  taken: ReadonlySet<string>;
  onKind: (kind: FeedDraft['kind']) => void;
  onClose: () => void;
  onAdded: (id: string) => void;
}

const kinds = [
  { value: 'file', label: 'File' },
  { value: 'url', label: 'URL' },
  { value: 'taxii', label: 'TAXII 2.1' },
] as const;

/** Adds a feed: where it comes from and how far it may be believed. It begins in preview. */
export function AddFeed(props: AddProps): JSX.Element {
  const { kind } = props;
  return (
    <Dialog open={kind !== null} onClose={props.onClose} title="Add a feed">
      {kind === null ? null : <AddForm {...props} kind={kind} />}
    </Dialog>
  );
}

function AddForm(props: AddProps & { kind: FeedDraft['kind'] }): JSX.Element {
  const { kind, onClose } = props;
  const [written, setDraft] = useState(() => beginDraft(kind));
  const draft = turnDraft(written, kind);
  const put = useCommand('intel.put', feedTouches);
  const toast = useToast();
  const id = useId();
  const read = readDraft(draft, props.taken);
  // What was not written yet is said on the button; what was written wrongly, beside its field.
  const wrong =
    !read.ok && !(read.field === 'source' && (draft.kind === 'file' ? draft.path : draft.url).trim() === '')
      ? read
      : null;
  const change = (part: Partial<FeedDraft>): void => setDraft({ ...draft, ...part });
  const add = (): void => {
    if (!read.ok || put.isPending) return;
    put.mutate(
      { settings: read.settings },
      {
        onSuccess: () => {
          toast('Added in preview: it matches nothing until it is trusted.');
          props.onAdded(read.settings.id);
        },
      },
    );
  };
  return (
    <form
      className="intel-dialog add-feed"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Segmented label="Where it comes from" segments={kinds} value={kind} onChange={props.onKind} />
      <FeedSource draft={draft} wrong={wrong?.field ?? null} describedBy={`${id}-problem`} onChange={change} />
      <FeedTerms
        draft={draft}
        formats={props.formats}
        id={read.ok ? read.settings.id : ''}
        wrong={wrong?.field ?? null}
        describedBy={`${id}-problem`}
        onChange={change}
      />
      <p id={`${id}-problem`} className={wrong === null ? 'visually-hidden' : 'intel-wrong'} aria-live="polite">
        {wrong?.problem ?? ''}
      </p>
      {put.error === null ? null : (
        <p className="intel-wrong" role="alert">
          {tellFailure(put.error)}
        </p>
      )}
      <div className="state-actions">
        <Button kind="primary" type="submit" busy={put.isPending} disabledReason={read.ok ? '' : read.problem}>
          Add in preview
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
        <span className="third text-table add-feed-note">
          It is fetched at once and judged; it matches nothing until it is trusted.
        </span>
      </div>
    </form>
  );
}
