import type { JSX } from 'react';
import { type DraftField, type FeedDraft, guessName } from './feed-draft.ts';
import { listSchedules } from './list-schedules.ts';

const meanings: readonly [FeedDraft['lists'], string][] = [
  ['bad', 'what is bad'],
  ['ordinary', 'what is ordinary: a warning list'],
  ['good', 'what is known good'],
];

/** What a new feed is called, what it lists, how far it is believed and when it is fetched. */
export function FeedTerms(props: {
  draft: FeedDraft;
  formats: readonly { id: string; title: string }[];
  /** Id that it gets, '' where it is not known yet. */
  id: string;
  wrong: DraftField | null;
  describedBy: string;
  onChange: (part: Partial<FeedDraft>) => void;
}): JSX.Element {
  const { draft, onChange } = props;
  const invalid = (field: DraftField): { 'aria-invalid': boolean; 'aria-describedby': string } => ({
    'aria-invalid': props.wrong === field,
    'aria-describedby': props.describedBy,
  });
  const guess = guessName(draft);
  return (
    <>
      <label className="feed-field">
        <span>Name</span>
        <input
          className="text-input"
          maxLength={120}
          value={draft.name}
          placeholder={guess === '' ? 'of its file or server' : guess}
          onChange={(event) => onChange({ name: event.target.value })}
          {...invalid('name')}
        />
        <span className="third feed-id">{props.id === '' ? '' : `kept as ${props.id}`}</span>
      </label>
      <label className="feed-field">
        <span>It lists</span>
        <select
          className="text-input"
          value={draft.lists}
          onChange={(event) =>
            onChange({ lists: meanings.find(([value]) => value === event.target.value)?.[0] ?? 'bad' })
          }
        >
          {meanings.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {draft.kind === 'taxii' ? null : (
        <label className="feed-field">
          <span>Form</span>
          <select
            className="text-input"
            value={draft.format}
            onChange={(event) => onChange({ format: event.target.value })}
          >
            <option value="">found out when it comes</option>
            {props.formats.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
      )}
      <div className="feed-field-pair">
        {draft.lists === 'ordinary' ? null : (
          <>
            <label className="feed-field">
              <span>Weight</span>
              <input
                className="text-input mono"
                inputMode="decimal"
                maxLength={8}
                value={draft.weight}
                onChange={(event) => onChange({ weight: event.target.value })}
                {...invalid('weight')}
              />
            </label>
            <label className="feed-field">
              <span>Half-life, days</span>
              <input
                className="text-input mono"
                inputMode="decimal"
                maxLength={8}
                value={draft.halfLife}
                onChange={(event) => onChange({ halfLife: event.target.value })}
                {...invalid('halfLife')}
              />
            </label>
          </>
        )}
        <label className="feed-field">
          <span>Fetched</span>
          <select
            className="text-input"
            value={draft.every}
            onChange={(event) => onChange({ every: Number(event.target.value) })}
          >
            {listSchedules(draft.every).map(({ value, words }) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label className="feed-field">
          <span>Licence</span>
          <input
            className="text-input"
            maxLength={200}
            value={draft.licence}
            placeholder="not said"
            onChange={(event) => onChange({ licence: event.target.value })}
          />
        </label>
      </div>
      <label className="feed-check">
        <input
          type="checkbox"
          checked={draft.mayExport}
          onChange={(event) => onChange({ mayExport: event.target.checked })}
        />
        <span>Its terms let what it says leave this machine</span>
      </label>
    </>
  );
}
