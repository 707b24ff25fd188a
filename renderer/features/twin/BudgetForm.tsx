import { type JSX, useId, useState } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { formatLevel } from './value-axis.ts';
import { placeBudget, readBudget, realisedPerWeek } from './read-budget.ts';

/** How many false alarms one allows, and what quiet time really gave. */
export function BudgetForm(props: { session: string; id: string; budget: TwinDetail['budget'] }): JSX.Element {
  const { session, id, budget } = props;
  const [draft, setDraft] = useState<string | null>(null);
  const toast = useToast();
  const hint = useId();
  const set = useCommand('twin.budget', ['twin.get', 'twin.series']);
  const read = draft === null ? null : readBudget(draft);
  const refused = read !== null && 'refused' in read ? read.refused : '';
  const week = realisedPerWeek(budget);
  const places = placeBudget(budget.perWeek, week);
  const save = (): void => {
    if (read === null || 'refused' in read) return;
    set.mutate(
      { session, id, perWeek: read.perWeek },
      {
        onSuccess: () => {
          setDraft(null);
          toast(`Budget set to ${String(read.perWeek)} alerts a week`);
        },
        onError: (error) => toast(tellFailure(error), true),
      },
    );
  };
  return (
    <form
      className="twin-budget"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label className="twin-budget-line">
        <span className="third">False alarms allowed</span>
        <input
          className="text-input twin-budget-input mono"
          inputMode="decimal"
          value={draft ?? String(budget.perWeek)}
          aria-label="False alarms allowed, alerts a week"
          aria-invalid={refused !== ''}
          aria-describedby={hint}
          onChange={(event) => setDraft(event.target.value)}
        />
        <span className="third">a week</span>
        {draft === null ? null : (
          <Button type="submit" busy={set.isPending} disabledReason={refused}>
            Set
          </Button>
        )}
      </label>
      <p id={hint} className={refused === '' ? 'visually-hidden' : 'twin-refused'}>
        {refused === '' ? 'Alerts a VM-week' : refused}
      </p>
      <div className="twin-rates" aria-hidden="true">
        <span className="twin-rate-limit" style={{ left: `${places.limit * 100}%` }} />
        {places.realised === null ? null : (
          <span
            className={places.over ? 'twin-rate twin-rate-over' : 'twin-rate'}
            style={{ width: `${places.realised * 100}%` }}
          />
        )}
        <span className="twin-rate-nominal" style={{ left: `${places.nominal * 100}%` }} />
      </div>
      <dl className="twin-facts">
        <div>
          <dt>Nominal</dt>
          <dd className="mono">{formatWeek(budget.perWeek)}</dd>
        </div>
        <div>
          <dt>
            Realised
            {budget.over === '' ? null : (
              <>
                , <HostileText text={budget.over} />
              </>
            )}
          </dt>
          <dd className="mono">
            {week === null ? 'not known' : formatWeek(week)}
            {places.over ? ', over' : ''}
          </dd>
        </div>
      </dl>
    </form>
  );
}

function formatWeek(rate: number): string {
  return `${formatLevel(rate)} a week`;
}
