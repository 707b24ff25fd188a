import type { JSX } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { feedTouches } from './feed-touches.ts';

/** Fetches a feed now, holds it, or lets a held one be judged again. */
export function FeedStateActs({ feed }: { feed: FeedRow }): JSX.Element {
  const { settings } = feed;
  const put = useCommand('intel.put', feedTouches);
  const refresh = useCommand('intel.refresh', ['intel.list']);
  const toast = useToast();
  const onError = (error: Error): void => toast(tellFailure(error), true);
  const turn = (state: 'preview' | 'paused', words: string): void =>
    put.mutate({ settings: { ...settings, state } }, { onSuccess: () => toast(words), onError });
  return (
    <div className="feed-acts">
      <Button busy={feed.isBusy || refresh.isPending} onClick={() => refresh.mutate({ id: settings.id }, { onError })}>
        Fetch now
      </Button>
      {settings.state === 'paused' ? (
        <Button
          busy={put.isPending}
          onClick={() => turn('preview', 'In preview: it matches nothing until it is trusted.')}
        >
          Back to preview
        </Button>
      ) : (
        <Button busy={put.isPending} onClick={() => turn('paused', 'Paused: it is neither fetched nor matched.')}>
          Pause
        </Button>
      )}
    </div>
  );
}
