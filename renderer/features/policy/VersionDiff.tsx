import { type JSX, useMemo } from 'react';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { listLineChanges } from '../settings/line-changes.ts';
import './compiled.css';

const most = 2000;

/** What a text has that a kept version has not, and the reverse, line by line. */
export function VersionDiff(props: { name: string; before: number; after: string }): JSX.Element {
  const { name, before, after } = props;
  const old = useEngineQuery('policy.get', { name, version: before });
  const text = old.data?.text;
  const changes = useMemo(() => (text === undefined ? [] : listLineChanges(text, after)), [text, after]);
  if (text === undefined)
    return old.error === null ? (
      <Loading what={`version ${String(before)}`} rows={6} rowHeight={20} />
    ) : (
      <ErrorState title={`Version ${String(before)} did not come`} detail={tellFailure(old.error)} />
    );
  return (
    <div className="version-diff">
      {changes.length === 0 ? <p className="second preview-none">It is the same text, line by line.</p> : null}
      <ol className="mono" aria-label={`Differences from version ${String(before)}`} tabIndex={0}>
        {changes.slice(0, most).map(({ kind, line, text: changed }) => (
          <li key={`${kind} ${String(line)}`} className={`compiled-line compiled-${kind}`}>
            <span className="compiled-mark" aria-hidden="true">
              {kind === 'added' ? '+' : '−'}
            </span>
            <span className="third compiled-number">{line}</span>
            <span className="compiled-text">
              <span className="visually-hidden">{kind}: </span>
              <HostileText text={changed} />
            </span>
          </li>
        ))}
      </ol>
      {changes.length > most ? <p className="third">and {formatCount(changes.length - most)} more</p> : null}
    </div>
  );
}
