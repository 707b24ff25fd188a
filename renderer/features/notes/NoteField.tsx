import { type JSX, type Ref, useState } from 'react';
import { tellFailure } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';

/** Where a note is written: Ctrl Enter keeps it, Escape leaves it as it is. What was not kept stays in the field. */
export function NoteField(props: {
  className: string;
  label: string;
  placeholder: string;
  rows: number;
  field: Ref<HTMLTextAreaElement>;
  isPending: boolean;
  error: Error | null;
  /** Keeps a text; `onKept` is called once it is. */
  onKeep: (text: string, onKept: () => void) => void;
}): JSX.Element {
  const { className, label, placeholder, rows, field, isPending, error, onKeep } = props;
  const [text, setText] = useState('');
  const keep = (): void => {
    if (text.trim() !== '' && !isPending) onKeep(text, () => setText(''));
  };
  return (
    <form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        keep();
      }}
    >
      <textarea
        ref={field}
        aria-label={label}
        aria-keyshortcuts="N"
        placeholder={placeholder}
        rows={rows}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) keep();
          else if (event.key === 'Escape') event.currentTarget.blur();
          else return;
          event.preventDefault();
        }}
      />
      {error === null ? null : (
        <p role="alert" className="text-table">
          The note was not kept: {tellFailure(error)}
        </p>
      )}
      {text.trim() === '' ? null : (
        <Button type="submit" shortcut="Ctrl ↵" busy={isPending}>
          Keep note
        </Button>
      )}
    </form>
  );
}
