import type { JSX } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { feedTouches } from './feed-touches.ts';
import { tellIndicators } from './feed-words.ts';

/** Asks before a feed is forgotten, and says what goes. */
export function DropFeed(props: {
  feed: FeedRow;
  open: boolean;
  onClose: () => void;
  onDone: () => void;
}): JSX.Element {
  const { feed, onClose } = props;
  const remove = useCommand('intel.remove', feedTouches);
  const toast = useToast();
  return (
    <Dialog open={props.open} onClose={onClose} title="Drop this feed">
      <div className="intel-dialog">
        <p>
          <b className="strong">
            <HostileText text={feed.settings.name} />
          </b>
          , {tellIndicators(feed.indicators)}
        </p>
        <p className="second">
          Its settings and its kept copy are forgotten, and it matches nothing any more.
          {feed.hits === 0
            ? ''
            : ` ${feed.hits === 1 ? '1 alert' : `${formatCount(feed.hits)} alerts`} of open sessions name it.`}{' '}
          What it was made of stays where it is. To hold it for a while, pause it instead.
        </p>
        <div className="state-actions">
          <Button
            kind="danger"
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(
                { id: feed.settings.id },
                {
                  onSuccess: () => {
                    onClose();
                    props.onDone();
                    toast('Dropped.');
                  },
                  onError: (error) => toast(tellFailure(error), true),
                },
              )
            }
          >
            Drop
          </Button>
          <Button kind="ghost" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
