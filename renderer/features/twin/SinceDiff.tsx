import { type JSX, useId, useState } from 'react';
import type { TimeWindow } from '../../../shared/units.ts';
import { type AnswerOf, tellFailure, useEngineQuery } from '../../data/queries.ts';
import { formatWindow } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { chooseTimes, readField, tellSince, toField } from './diff-times.ts';

type Sentence = AnswerOf<'twin.diff'>['sentences'][number];

/** Sentences drawn at once. */
const most = 8;

const signs: Record<Sentence['kind'], readonly [sign: string, word: string]> = {
  new: ['+', 'new'],
  gone: ['\u2212', 'gone'],
  more: ['↑', 'more'],
  less: ['↓', 'less'],
};

/** How behaviour differs between two times, in words; by default between a day ago and now. */
export function SinceDiff(props: {
  session: string;
  id: string;
  /** Begin of the baseline. */
  begin: number | null;
  now: number;
  /** Times somebody chose, null for the last day. */
  chosen: TimeWindow | null;
  onChoose: (times: TimeWindow | null) => void;
}): JSX.Element {
  const { session, id, begin, now, chosen, onChoose } = props;
  const times = chosen ?? chooseTimes(begin, now);
  const wrong = times.from >= times.to;
  const diff = useEngineQuery('twin.diff', { session, id, ...times }, { keep: true, enabled: !wrong });
  return (
    <section aria-labelledby="twin-since">
      <h3 id="twin-since" className="twin-rail-name">
        {chosen === null ? `Since ${tellSince(times.from, now)}, in words` : 'Between two times, in words'}
      </h3>
      {chosen === null ? null : <TimeFields times={chosen} onChange={onChoose} wrong={wrong} />}
      {wrong ? null : diff.data === undefined ? (
        diff.error === null ? (
          <Loading what="what changed" rows={2} rowHeight={20} />
        ) : (
          <p className="second">{tellFailure(diff.error)}</p>
        )
      ) : diff.data.sentences.length === 0 ? (
        <p className="second">No change of behaviour in {formatWindow(diff.data.from, diff.data.to)} UTC.</p>
      ) : (
        <Sentences key={`${String(times.from)} ${String(times.to)}`} sentences={diff.data.sentences} />
      )}
      <button type="button" className="link-button" onClick={() => onChoose(chosen === null ? times : null)}>
        {chosen === null ? 'Compare two dates' : 'Back to the last day'}
      </button>
    </section>
  );
}

function Sentences({ sentences }: { sentences: readonly Sentence[] }): JSX.Element {
  const [all, setAll] = useState(false);
  return (
    <>
      <ul className="twin-sentences">
        {(all ? sentences : sentences.slice(0, most)).map(({ text, kind }) => (
          <li key={`${kind} ${text}`}>
            <span className="twin-sign" aria-hidden="true">
              {signs[kind][0]}
            </span>
            <span className="visually-hidden">{signs[kind][1]}: </span>
            <HostileText text={text} />
          </li>
        ))}
      </ul>
      {sentences.length > most && !all ? (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {String(sentences.length - most)} more
        </button>
      ) : null}
    </>
  );
}

function TimeFields(props: { times: TimeWindow; onChange: (times: TimeWindow) => void; wrong: boolean }): JSX.Element {
  const { times, onChange, wrong } = props;
  const hint = useId();
  const field = (end: 'from' | 'to', label: string): JSX.Element => (
    <label>
      <span className="third">{label}</span>
      <input
        type="datetime-local"
        className="text-input mono"
        value={toField(times[end])}
        aria-invalid={wrong}
        aria-describedby={hint}
        onChange={(event) => {
          const time = readField(event.target.value);
          if (time !== null) onChange({ ...times, [end]: time });
        }}
      />
    </label>
  );
  return (
    <div className="twin-times">
      {field('from', 'Earlier')}
      {field('to', 'Later')}
      <p id={hint} className={wrong ? 'twin-refused' : 'text-caption third'}>
        {wrong ? 'the earlier time must lie before the later' : 'Times are UTC'}
      </p>
    </div>
  );
}
