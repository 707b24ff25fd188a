import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { useNow } from '../data/use-now.ts';
import { useSession } from '../data/use-session.ts';
import { useNarrow } from '../features/captures/use-narrow.ts';
import { AddFeed } from '../features/intel/AddFeed.tsx';
import { FeedPanes } from '../features/intel/FeedPanes.tsx';
import { FeedTable } from '../features/intel/FeedTable.tsx';
import { IntelHead } from '../features/intel/IntelHead.tsx';
import type { IntelSearch } from '../features/intel/intel-search.ts';
import { chooseFeed, orderFeeds } from '../features/intel/order-feeds.ts';
import { WhyPane } from '../features/intel/WhyPane.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import '../features/intel/intel.css';
import '../features/intel/intel-panes.css';

/** Whom does the console believe, and what would believing one more cost? */
export function Intel(): JSX.Element {
  const search = useSearch({ from: '/intel' });
  const navigate = useNavigate({ from: '/intel' });
  const list = useEngineQuery('intel.list', {});
  const { session } = useSession();
  const narrow = useNarrow();
  const now = useNow(60_000);
  const change = (part: Partial<IntelSearch>): void => {
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  };
  const asked = search.ask ?? '';
  const ask = (value: string): void => change({ ask: value === '' ? undefined : value });
  useShortcut(asked === '' || search.conditions === true ? '' : 'Escape', () => ask(''));

  if (list.data === undefined)
    return list.error === null ? (
      <Loading what="the feeds" rows={10} rowHeight={26} />
    ) : (
      <ErrorState
        title="The feeds did not come"
        detail={tellFailure(list.error)}
        action={<Button onClick={() => void list.refetch()}>Ask again</Button>}
      />
    );
  const { feeds, formats } = list.data;
  const descending = search.desc === true;
  const sort = search.sort === undefined ? null : { key: search.sort, descending };
  const ordered = orderFeeds(feeds, sort);
  const chosen = chooseFeed(ordered, search.feed);
  return (
    <div className="intel">
      <IntelHead
        feeds={feeds}
        asked={asked}
        onAsk={ask}
        onAdd={(adds) => change({ adds })}
        onOrder={sort === null ? undefined : () => change({ sort: undefined, desc: undefined })}
      />
      {chosen === null ? (
        <>
          <EmptyState
            title="No feed is set up"
            action={
              <>
                <Button kind="primary" onClick={() => change({ adds: 'url' })}>
                  From a URL…
                </Button>
                <Button onClick={() => change({ adds: 'file' })}>From a file…</Button>
              </>
            }
          >
            A feed lists addresses, names, URLs or fingerprints that others saw misbehave; what VMs speak to is matched
            with it.
          </EmptyState>
          {asked === '' ? null : <WhyPane asked={asked} />}
        </>
      ) : (
        <>
          <FeedTable
            feeds={ordered}
            formats={formats}
            now={now}
            session={session?.id ?? null}
            sort={sort ?? undefined}
            onSort={(next) =>
              change({ sort: next.key as IntelSearch['sort'], desc: next.descending ? true : undefined })
            }
            selected={chosen.settings.id}
            onSelect={({ settings }) => change({ feed: settings.id })}
          />
          <FeedPanes
            feed={chosen}
            formats={formats}
            session={session}
            asked={asked}
            onAsk={ask}
            onDropped={() => change({ feed: undefined })}
            narrow={narrow ? (search.pane ?? 'preview') : null}
            onNarrow={(pane) => change({ pane: pane === 'settings' ? pane : undefined })}
          />
        </>
      )}
      <AddFeed
        kind={search.adds ?? null}
        formats={formats}
        taken={new Set(feeds.map(({ settings }) => settings.id))}
        onKind={(adds) => change({ adds })}
        onClose={() => change({ adds: undefined })}
        onAdded={(feed) => change({ adds: undefined, feed })}
      />
    </div>
  );
}
