import { Check, Eye, Plus, TriangleAlert } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { countFeeds } from './feed-words.ts';
import type { IntelSearch } from './intel-search.ts';

/** How the feeds are as a whole, the field that asks about something, and the ways to add one. */
export function IntelHead(props: {
  feeds: readonly FeedRow[];
  asked: string;
  onAsk: (value: string) => void;
  onAdd: (kind: NonNullable<IntelSearch['adds']>) => void;
  /** Puts the list back in its own order; absent where it stands in it. */
  onOrder?: (() => void) | undefined;
}): JSX.Element {
  const { feeds } = props;
  return (
    <header className="intel-head">
      <h1 className="text-title">Intel</h1>
      <FeedSummary feeds={feeds} />
      {feeds.length < 2 ? null : props.onOrder === undefined ? (
        <span className="third intel-order">not fine first, then by hits</span>
      ) : (
        <button type="button" className="link-button intel-order" onClick={props.onOrder}>
          Not fine first
        </button>
      )}
      <div className="intel-head-end">
        {/* Another question from elsewhere, as a row of the preview, begins the field anew. */}
        <AskField key={props.asked} asked={props.asked} onAsk={props.onAsk} />
        <Button onClick={() => props.onAdd('file')}>From file…</Button>
        <Button icon={<Plus size={14} aria-hidden="true" />} onClick={() => props.onAdd('url')}>
          Add feed…
        </Button>
      </div>
    </header>
  );
}

function FeedSummary({ feeds }: { feeds: readonly FeedRow[] }): JSX.Element {
  const { used, fresh, kept, failed, preview, paused } = countFeeds(feeds);
  return (
    <span className="intel-summary text-table" role="status">
      <span>
        <b className="intel-used">{formatCount(used)}</b>{' '}
        <span className="third">{used === 1 ? 'feed' : 'feeds'} in use</span>
      </span>
      {fresh === 0 ? null : (
        <span className="second">
          <Check className="feed-fresh" size={13} aria-hidden="true" />
          {formatCount(fresh)} fresh
        </span>
      )}
      <NotFine feeds={kept} words="kept" />
      <NotFine feeds={failed} words="without a copy" />
      {preview === 0 ? null : (
        <span className="second">
          <Eye className="feed-preview" size={13} aria-hidden="true" />
          {formatCount(preview)} in preview
        </span>
      )}
      {paused === 0 ? null : <span className="third">{formatCount(paused)} paused</span>}
    </span>
  );
}

function NotFine({ feeds, words }: { feeds: readonly FeedRow[]; words: string }): JSX.Element | null {
  const [first] = feeds;
  if (first === undefined) return null;
  return (
    <span className="intel-not-fine">
      <TriangleAlert className="feed-kept" size={13} aria-hidden="true" />
      <span className="intel-not-fine-words">
        {formatCount(feeds.length)} {words}
        {feeds.length > 1 ? null : (
          <>
            : <HostileText text={first.settings.name} cut />
          </>
        )}
      </span>
    </span>
  );
}

function AskField({ asked, onAsk }: { asked: string; onAsk: (value: string) => void }): JSX.Element {
  const [value, setValue] = useState(asked);
  return (
    <form
      className="intel-ask"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onAsk(value.trim());
      }}
    >
      <SearchField
        label="Address, name, hash or JA4"
        shortcut="/"
        mono={value !== ''}
        value={value}
        onChange={(next) => {
          setValue(next);
          if (next === '') onAsk('');
        }}
      />
    </form>
  );
}
