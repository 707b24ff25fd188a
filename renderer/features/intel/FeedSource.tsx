import { type JSX, useRef, useState } from 'react';
import { tellFailure } from '../../data/queries.ts';
import { deliverFile } from '../captures/deliver-file.ts';
import { Button } from '../../ui/Button.tsx';
import type { DraftField, FeedDraft } from './feed-draft.ts';

/** Where a feed comes from: a path of the engine's machine, or an address with its token. */
export function FeedSource(props: {
  draft: FeedDraft;
  wrong: DraftField | null;
  describedBy: string;
  onChange: (part: Partial<FeedDraft>) => void;
}): JSX.Element {
  const { draft, onChange } = props;
  const invalid = { 'aria-invalid': props.wrong === 'source', 'aria-describedby': props.describedBy };
  if (draft.kind === 'file')
    return (
      <div className="feed-field-line">
        <label className="feed-field">
          <span>Path</span>
          <input
            className="text-input mono"
            maxLength={4096}
            spellCheck={false}
            autoComplete="off"
            placeholder="/path/to/feed.csv"
            value={draft.path}
            onChange={(event) => onChange({ path: event.target.value })}
            {...invalid}
          />
        </label>
        <ChooseFile onPath={(path) => onChange({ path })} />
      </div>
    );
  return (
    <>
      <label className="feed-field">
        <span>{draft.kind === 'taxii' ? 'Collection' : 'Address'}</span>
        <input
          className="text-input mono"
          maxLength={2048}
          spellCheck={false}
          autoComplete="off"
          placeholder={draft.kind === 'taxii' ? 'https://host/api/collections/ID/' : 'https://host/feed.csv'}
          value={draft.url}
          onChange={(event) => onChange({ url: event.target.value })}
          {...invalid}
        />
      </label>
      <label className="feed-field">
        <span>Token file</span>
        <input
          className="text-input mono"
          maxLength={4096}
          spellCheck={false}
          autoComplete="off"
          placeholder="none; its first line is sent as Authorization"
          value={draft.tokenFile}
          onChange={(event) => onChange({ tokenFile: event.target.value })}
        />
      </label>
      <label className="feed-check">
        <input
          type="checkbox"
          checked={draft.isInternal}
          onChange={(event) => onChange({ isInternal: event.target.checked })}
        />
        <span>
          Its server is in a network of our own <span className="third">private addresses are refused otherwise</span>
        </span>
      </label>
    </>
  );
}

/** Chooses a file: by its path in the desktop window, handed over to the engine in a browser. */
function ChooseFile({ onPath }: { onPath: (path: string) => void }): JSX.Element {
  const chooser = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<{ busy: boolean; failure: string }>({ busy: false, failure: '' });
  const take = async (file: File): Promise<void> => {
    setState({ busy: true, failure: '' });
    try {
      onPath(await deliverFile(file, () => undefined, new AbortController().signal));
      setState({ busy: false, failure: '' });
    } catch (error) {
      setState({ busy: false, failure: error instanceof Error ? tellFailure(error) : 'The file could not be read.' });
    }
  };
  return (
    <>
      <Button busy={state.busy} onClick={() => chooser.current?.click()}>
        Choose…
      </Button>
      <input
        ref={chooser}
        type="file"
        hidden
        aria-label="Choose a feed"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file !== undefined) void take(file);
        }}
      />
      {state.failure === '' ? null : (
        <p className="intel-wrong" role="alert">
          {state.failure}
        </p>
      )}
    </>
  );
}
