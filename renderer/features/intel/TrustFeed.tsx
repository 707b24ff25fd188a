import { type JSX, useId, useState } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { feedTouches } from './feed-touches.ts';
import { tellIndicators } from './feed-words.ts';
import { readWeight } from './read-numbers.ts';

interface TrustProps {
  feed: FeedRow;
  open: boolean;
  onClose: () => void;
}

/** Says what trusting a feed does, and with what weight, before it is done. */
export function TrustFeed(props: TrustProps): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Trust this feed">
      <TrustForm {...props} />
    </Dialog>
  );
}

function TrustForm({ feed, onClose }: TrustProps): JSX.Element {
  const { settings, isWarning } = feed;
  const [text, setText] = useState(String(settings.weight));
  const put = useCommand('intel.put', feedTouches);
  const toast = useToast();
  const id = useId();
  const weight = isWarning ? settings.weight : readWeight(text);
  const trust = (): void => {
    if (weight === null) return;
    put.mutate(
      { settings: { ...settings, weight, state: 'trusted' } },
      {
        onSuccess: () => {
          toast('Trusted: it is matched from now on.');
          onClose();
        },
      },
    );
  };
  return (
    <form
      className="intel-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        trust();
      }}
    >
      <p>
        <b className="strong">
          <HostileText text={settings.name} />
        </b>
        , {tellIndicators(feed.indicators)}
      </p>
      {isWarning ? (
        <p className="second">
          A warning list raises no alert: what it knows is pulled halfway back to 0.5, and the match stays shown.
        </p>
      ) : (
        <>
          <label className="feed-field">
            <span>Start with weight</span>
            <input
              className="text-input mono"
              inputMode="decimal"
              maxLength={8}
              value={text}
              aria-invalid={weight === null}
              aria-describedby={`${id}-hint`}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <p id={`${id}-hint`} className={weight === null ? 'intel-wrong' : 'third'}>
            {weight === null
              ? 'The weight is a number from 0 to 1.'
              : '0 changes nothing, 1 takes all that is left of a reputation.'}
          </p>
          <p className="second">
            {settings.isGood
              ? 'What it lists is known good: its reputation rises towards 1.'
              : 'It raises alerts only, and no rule. Feeds alone never lift the risk of a VM to 0.4, however many accuse.'}
          </p>
        </>
      )}
      {put.error === null ? null : (
        <p className="intel-wrong" role="alert">
          {tellFailure(put.error)}
        </p>
      )}
      <div className="state-actions">
        <Button
          kind="primary"
          type="submit"
          busy={put.isPending}
          disabledReason={weight === null ? 'the weight cannot be read' : ''}
        >
          Trust
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Keep it in preview
        </Button>
      </div>
    </form>
  );
}
