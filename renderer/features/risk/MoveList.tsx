import { Link } from '@tanstack/react-router';
import { type JSX, useEffect, useRef } from 'react';
import type { RiskMove } from '../../../shared/contract/risk.ts';
import type { Alert } from '../../../shared/contract/subject.ts';
import { formatScore, formatWeight } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { Time } from '../../ui/Time.tsx';
import { proofOf } from '../vm/proof-of.ts';

/** The moves of a risk, latest first: when, from what to what, and which contributions rose or fell by how much. */
export function MoveList(props: {
  id: string;
  moves: readonly RiskMove[];
  alerts: readonly Alert[];
  chosen: number | null;
}): JSX.Element {
  const { id, moves, chosen } = props;
  const alerts = new Map(props.alerts.map((alert) => [alert.id, alert]));
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (chosen !== null) list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <ol className="risk-moves" ref={list}>
      {moves
        .map((move, index) => ({ move, index }))
        .reverse()
        .map(({ move, index }) => (
          <li key={move.time} aria-current={index === chosen ? 'true' : undefined}>
            <p className="risk-move-head">
              <Time micros={move.time} />
              <span className={`risk-move-numbers mono risk-${bandOf(move.after)}`}>
                <span className="third">{formatScore(move.before)} →</span>{' '}
                <RiskMark band={bandOf(move.after)} size={11} />{' '}
                <span className="strong">{formatScore(move.after)}</span>
              </span>
            </p>
            <ul>
              {move.changes.map((change) => (
                <Change
                  key={`${change.signal} ${change.alert ?? change.title}`}
                  id={id}
                  change={change}
                  alert={alerts.get(change.alert ?? '')}
                />
              ))}
              {move.more > 0 ? <li className="third">and {move.more} smaller changes</li> : null}
            </ul>
          </li>
        ))}
    </ol>
  );
}

function Change(props: { id: string; change: RiskMove['changes'][number]; alert: Alert | undefined }): JSX.Element {
  const { change, alert } = props;
  const by = change.after - change.before;
  const title = <HostileText text={change.title} />;
  return (
    <li className="risk-change">
      <span className={by < 0 ? 'mono waterfall-less' : 'mono'}>{formatWeight(by)}</span>
      <span className="risk-change-words">
        <span>
          {alert === undefined ? (
            title
          ) : (
            <Link to="/vm/$id" params={{ id: props.id }} search={proofOf(alert)} className="quiet">
              {title}
            </Link>
          )}
          {change.technique === null ? null : <span className="mono third technique"> {change.technique.id}</span>}
          {change.before === 0 ? null : (
            <span className="third">
              {' '}
              {by < 0 ? 'adds less now' : 'adds more now'}, {formatScore(change.before)} → {formatScore(change.after)}
            </span>
          )}
        </span>
        {change.before === 0 ? (
          <span className="third risk-change-why">
            <HostileText text={change.evidence} />
          </span>
        ) : null}
      </span>
    </li>
  );
}
