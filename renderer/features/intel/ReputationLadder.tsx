import type { JSX, ReactNode } from 'react';
import type { IntelOpinion } from '../../../shared/contract/intel.ts';
import { formatScore, formatWeight } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { layLadder, type LadderRung, tellLadder } from './lay-ladder.ts';
import './ladder.css';

/** From 0.5 down (or up) to a reputation, a rung for each feed and warning list. Grey: a reputation is no risk. */
export function ReputationLadder({ opinion }: { opinion: IntelOpinion }): JSX.Element {
  const ladder = layLadder(opinion);
  return (
    <figure className="ladder">
      <figcaption className="visually-hidden">{tellLadder(opinion)}</figcaption>
      <ol>
        <Line title="Never seen" detail="starts at unknown" number="0.50" ticks={ladder.ticks} most={ladder.most}>
          <span className="ladder-unknown" style={{ left: `${ladder.start * 100}%` }} />
        </Line>
        {ladder.rungs.map((rung) => (
          <Line
            key={rung.key}
            title={<HostileText text={rung.title} cut />}
            detail={<HostileText text={rung.detail} cut />}
            number={formatWeight(rung.change)}
            back={rung.kind === 'warning'}
            ticks={ladder.ticks}
            most={ladder.most}
          >
            <Bar rung={rung} />
          </Line>
        ))}
        <Line
          title="Reputation"
          detail={opinion.unknown ? 'no feed in use lists it' : ''}
          number={formatScore(opinion.reputation)}
          sum
          ticks={ladder.ticks}
          most={ladder.most}
        >
          <span
            className={opinion.unknown ? 'ladder-unknown' : 'ladder-end'}
            style={{ left: `${ladder.end * 100}%` }}
          />
        </Line>
      </ol>
      <div className="ladder-axis mono" aria-hidden="true">
        {ladder.ticks.map((tick) => (
          <span key={tick} style={{ left: `${(tick / ladder.most) * 100}%` }}>
            {tick === 0.25 || tick === 0.75 ? tick.toFixed(2) : tick.toFixed(1)}
          </span>
        ))}
      </div>
    </figure>
  );
}

function Bar({ rung }: { rung: LadderRung }): JSX.Element {
  return (
    <>
      <span
        className={rung.kind === 'warning' ? 'ladder-bar ladder-back' : 'ladder-bar'}
        style={{ left: `${rung.left * 100}%`, width: `max(2px, ${rung.width * 100}%)` }}
      />
      <span className="ladder-link" style={{ left: `${rung.end * 100}%` }} />
    </>
  );
}

function Line(props: {
  title: ReactNode;
  detail: ReactNode;
  number: string;
  ticks: readonly number[];
  most: number;
  sum?: boolean;
  /** Leads back towards unknown. */
  back?: boolean;
  children: ReactNode;
}): JSX.Element {
  return (
    <li className={props.sum === true ? 'ladder-line ladder-sum' : 'ladder-line'}>
      <span className="ladder-words">
        <span className="ladder-title">{props.title}</span>
        {props.detail === '' ? null : <span className="ladder-detail">{props.detail}</span>}
      </span>
      <span className="ladder-track" aria-hidden="true">
        {props.ticks.map((tick) => (
          <span key={tick} className="ladder-rule" style={{ left: `${(tick / props.most) * 100}%` }} />
        ))}
        {props.children}
      </span>
      <span className={props.back === true ? 'ladder-number ladder-back-number mono' : 'ladder-number mono'}>
        {props.number}
      </span>
    </li>
  );
}
