import { Link } from '@tanstack/react-router';
import { Lightbulb } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { Alert, Contribution, SubjectDetail } from '../../../shared/contract/subject.ts';
import { formatScore, formatWeight } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Waterfall, type WaterfallRow } from '../../ui/Waterfall.tsx';
import { foldSteps } from '../../ui/waterfall-bars.ts';
import { askedOf } from './asked-of.ts';
import { proofOf } from './proof-of.ts';

const most = 7;

/** Why the risk is what it is: bars that add up to it, and what would lower it. */
export function WhyPanel({ detail }: { detail: SubjectDetail }): JSX.Element {
  const { row, contributions, lowering } = detail;
  const [all, setAll] = useState(false);
  const { shown, rest, restWeight } = foldSteps(contributions, all ? contributions.length : most);
  const rows = shown.map((contribution) =>
    toRow(
      contribution,
      detail.alerts.find((alert) => alert.id === contribution.alert),
      row.id,
    ),
  );
  if (rest.length > 0) {
    rows.push({
      key: 'rest',
      title: (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {rest.length} smaller ones
        </button>
      ),
      detail: `together ${formatWeight(restWeight)}, open to see each`,
      weight: restWeight,
    });
  }
  return (
    <Panel
      title={row.risk === null ? 'Not scored' : `Why this risk is ${formatScore(row.risk)}`}
      note={row.risk === null ? '' : 'each bar: what that sign adds to those above'}
      className="why-panel"
    >
      {row.risk === null ? (
        <p className="why-none second">
          {row.incompleteReason === ''
            ? 'Too little was seen of this VM to score it.'
            : `Not scored: ${row.incompleteReason}.`}
        </p>
      ) : (
        <Waterfall rows={rows} total={row.risk} />
      )}
      {lowering.length === 0 ? null : (
        <section className="lowering" aria-label="What would lower it">
          <h3 className="lowering-head">
            <Lightbulb size={14} aria-hidden="true" />
            What would lower it
          </h3>
          {lowering.map((way) => (
            <p key={way.text} className="lowering-way">
              <span className="grow">
                <HostileText text={way.text} />
              </span>
              <span className="mono">{formatScore(way.risk)}</span>
            </p>
          ))}
        </section>
      )}
    </Panel>
  );
}

/** The VM from which risk comes over: the other end of its way. */
function otherEnd(path: NonNullable<Contribution['path']>, id: string): string {
  const [first, last] = [path[0]?.from ?? id, path.at(-1)?.to ?? id];
  return first === id ? last : first;
}

function toRow(contribution: Contribution, alert: Alert | undefined, id: string): WaterfallRow {
  const { technique } = contribution;
  const title = <HostileText text={contribution.title} />;
  const asked = alert === undefined ? null : askedOf(alert);
  return {
    key: `${contribution.signal} ${contribution.alert ?? contribution.title}`,
    title: (
      <>
        {contribution.path !== undefined ? (
          <Link to="/vm/$id" params={{ id: otherEnd(contribution.path, id) }} className="quiet">
            {title}
          </Link>
        ) : alert === undefined ? (
          title
        ) : (
          <Link to="/vm/$id" params={{ id }} search={proofOf(alert)} className="quiet">
            {title}
          </Link>
        )}
        {technique === null ? null : (
          <>
            {' '}
            <span className="mono third technique">{technique.id}</span>
          </>
        )}
        {/* Beside the title: long evidence is cut. */}
        {asked === null ? null : (
          <>
            {' '}
            <Link to="/intel" search={{ ask: asked }} className="text-caption">
              What feeds say
            </Link>
          </>
        )}
      </>
    ),
    detail: <HostileText text={contribution.evidence} />,
    weight: contribution.weight,
    base: contribution.signal === 'base-rate' || contribution.signal === 'base',
  };
}
