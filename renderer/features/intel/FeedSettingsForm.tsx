import { type JSX, useId, useState } from 'react';
import type { FeedRow, FeedSettings } from '../../../shared/contract/intel.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { listSchedules } from './list-schedules.ts';
import { readDays, readWeight } from './read-numbers.ts';
import { feedTouches } from './feed-touches.ts';

interface Draft {
  weight: string;
  halfLife: string;
  every: number;
  licence: string;
  mayExport: boolean;
}

const toDraft = ({ weight, halfLife, every, licence, mayExport }: FeedSettings): Draft => ({
  weight: String(weight),
  halfLife: String(halfLife),
  every,
  licence,
  mayExport,
});

/** How far a feed is believed, how fast it grows old, when it is fetched and what its terms are. */
export function FeedSettingsForm({ feed }: { feed: FeedRow }): JSX.Element {
  const { settings, isWarning } = feed;
  const [draft, setDraft] = useState<Draft | null>(null);
  const put = useCommand('intel.put', feedTouches);
  const toast = useToast();
  const id = useId();
  const shown = draft ?? toDraft(settings);
  const change = (part: Partial<Draft>): void => setDraft({ ...shown, ...part });
  const weight = readWeight(shown.weight);
  const halfLife = readDays(shown.halfLife);
  const problem =
    weight === null
      ? 'The weight is a number from 0 to 1.'
      : halfLife === null
        ? 'The half-life is 0.1 to 36,500 days.'
        : '';
  const save = (): void => {
    if (weight === null || halfLife === null || draft === null) return;
    const { every, licence, mayExport } = draft;
    put.mutate(
      { settings: { ...settings, weight, halfLife, every, licence: licence.trim(), mayExport } },
      {
        onSuccess: () => {
          setDraft(null);
          toast('Saved; reputations follow at once.');
        },
      },
    );
  };
  return (
    <form
      className="feed-form"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      {isWarning ? (
        <p className="third">A warning list has no weight: what it knows is pulled halfway back to 0.5.</p>
      ) : (
        <>
          <label>
            <span>Weight</span>
            <input
              className="text-input mono"
              inputMode="decimal"
              maxLength={8}
              value={shown.weight}
              aria-invalid={weight === null}
              aria-describedby={`${id}-problem`}
              onChange={(event) => change({ weight: event.target.value })}
            />
            <span className="third">0 to 1</span>
          </label>
          <label>
            <span>Half-life</span>
            <input
              className="text-input mono"
              inputMode="decimal"
              maxLength={8}
              value={shown.halfLife}
              aria-invalid={halfLife === null}
              aria-describedby={`${id}-problem`}
              onChange={(event) => change({ halfLife: event.target.value })}
            />
            <span className="third">days</span>
          </label>
        </>
      )}
      <label>
        <span>Fetched</span>
        <select
          className="text-input"
          value={shown.every}
          onChange={(event) => change({ every: Number(event.target.value) })}
        >
          {listSchedules(settings.every).map(({ value, words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Licence</span>
        <input
          className="text-input"
          maxLength={200}
          value={shown.licence}
          placeholder="not said"
          onChange={(event) => change({ licence: event.target.value })}
        />
      </label>
      <label className="feed-check">
        <input
          type="checkbox"
          checked={shown.mayExport}
          onChange={(event) => change({ mayExport: event.target.checked })}
        />
        <span>Its terms let what it says leave this machine</span>
      </label>
      <p id={`${id}-problem`} className={problem === '' ? 'visually-hidden' : 'intel-wrong'} aria-live="polite">
        {problem}
      </p>
      {put.error === null ? null : (
        <p className="intel-wrong" role="alert">
          {tellFailure(put.error)}
        </p>
      )}
      {draft === null ? null : (
        <div className="feed-form-acts">
          <Button type="submit" busy={put.isPending} disabledReason={problem}>
            Save
          </Button>
          <Button kind="ghost" onClick={() => setDraft(null)}>
            Undo
          </Button>
        </div>
      )}
    </form>
  );
}
