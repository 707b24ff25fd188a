import type { JSX } from 'react';
import type { DraftJudgement } from '../../../shared/contract/settings.ts';
import type { Session } from '../../../shared/contract/session.ts';
import { tellFailure } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskCell } from '../../ui/RiskCell.tsx';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { numberEach } from '../packets/number-each.ts';
import type { LineChange } from './line-changes.ts';
import { tellDifference } from './tell-difference.ts';
import type { DraftState } from './use-draft.ts';

type Difference = NonNullable<DraftJudgement['difference']>;
const most = 40;

/** What a draft would have done to the evidence of the open session: alerts that come and go, risks, labels. */
export function ChangePreview(props: {
  /** Id of the list of problems, which describes the editor. */
  id: string;
  session: Session | null;
  judgement: DraftState;
  changes: readonly LineChange[];
  onLine: (line: number) => void;
}): JSX.Element {
  const { session, judgement, changes } = props;
  const { problems, difference, share } = judgement;
  return (
    <>
      <header className="settings-part-head">
        <h2 className="text-head">Change preview</h2>
        <span className="third text-table cut" role="status">
          {changes.length === 0
            ? 'nothing was changed'
            : problems.length > 0
              ? 'not judged'
              : session === null
                ? ''
                : tellState(session, judgement)}
        </span>
        <span className="settings-part-end">
          {share === null ? null : (
            <Button kind="ghost" onClick={judgement.stop}>
              Stop
            </Button>
          )}
          {judgement.isStopped || judgement.error !== null ? (
            <Button kind="ghost" onClick={judgement.again}>
              Judge again
            </Button>
          ) : null}
        </span>
      </header>
      {share === null ? null : (
        <progress className="settings-progress" aria-label="Judged so far" max={1} value={share} />
      )}
      <div className="settings-preview-body">
        <div id={props.id}>
          {problems.length === 0 ? null : (
            <ul className="settings-problems" aria-label="Problems by line">
              {numberEach(problems.slice(0, most)).map(({ number, item: problem }) => (
                <li key={number}>
                  <button type="button" onClick={() => props.onLine(problem.line)}>
                    <span aria-hidden="true">✕</span>
                    <span className="mono">{problem.line}</span>
                    <span>{problem.message}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
        {judgement.error === null ? null : (
          <p className="settings-note" role="alert">
            The draft could not be judged: {tellFailure(judgement.error)} It can still be saved.
          </p>
        )}
        {changes.length === 0 ? (
          <p className="settings-note second">
            Change a number: what it would have done to the evidence of the open session, at most its last week, is
            shown here before anything is kept.
          </p>
        ) : problems.length > 0 ? null : session === null ? (
          <p className="settings-note second">No session is open to judge the draft on. It can still be saved.</p>
        ) : difference === null ? null : (
          <Told difference={difference} />
        )}
        {changes.length === 0 ? null : <Changes changes={changes} />}
      </div>
    </>
  );
}

function tellState(session: Session, { share, isStopped, difference }: DraftState): string {
  if (isStopped) return 'stopped; the figures are of an earlier draft';
  if (share !== null) return `${difference === null ? 'judging' : 'recounting'} ${session.name}, ${formatShare(share)}`;
  return difference === null ? '' : `judged on ${session.name} in ${formatSpan(difference.seconds * 1e6)}`;
}

function Told({ difference }: { difference: Difference }): JSX.Element {
  const { headline, detail } = tellDifference(difference);
  const { moved, labels } = difference;
  return (
    <>
      <div className="settings-verdict">
        <p className="settings-headline">{headline}</p>
        <p className="second">{detail}</p>
      </div>
      <Alerts title="Would come" alerts={difference.come} total={difference.comes} />
      <Alerts title="Would go" alerts={difference.go} total={difference.goes} />
      {moved.length === 0 ? null : (
        <ul className="settings-rows" aria-label="Risks that move">
          {moved.slice(0, most).map(({ subject, subjectName, before, after, crosses }) => (
            <li key={subject}>
              <span className="strong cut grow">
                <HostileText text={subjectName} cut />
              </span>
              <RiskCell risk={before} bar={false} />
              <span className="third">{crosses ? 'would be' : 'same band,'}</span>
              <RiskCell risk={after} bar={false} />
            </li>
          ))}
          <More of={moved.length} />
        </ul>
      )}
      {labels.length === 0 ? null : (
        <ul className="settings-rows" aria-label="Labels that change">
          {labels.slice(0, most).map(({ subject, subjectName, before, after }) => (
            <li key={subject}>
              <span className="strong cut grow">
                <HostileText text={subjectName} cut />
              </span>
              <span className="cut">{before === '' ? 'no label' : <HostileText text={before} cut />}</span>
              <span className="third">would be</span>
              <span className="cut">{after === '' ? 'no label' : <HostileText text={after} cut />}</span>
            </li>
          ))}
          <More of={labels.length} />
        </ul>
      )}
    </>
  );
}

function Alerts(props: { title: string; alerts: Difference['come']; total: number }): JSX.Element | null {
  const { alerts, total } = props;
  if (alerts.length === 0) return null;
  return (
    <ul className="settings-rows" aria-label={props.title}>
      {numberEach(alerts.slice(0, most)).map(({ number, item: alert }) => (
        <li key={number}>
          <RiskMark band={bandOf(alert.score)} size={11} />
          <span className="strong cut settings-row-name">
            <HostileText text={alert.subjectName} cut />
          </span>
          <span className="cut grow">
            <HostileText text={alert.title} cut />
          </span>
          <span className="third">{props.title.toLowerCase()}</span>
        </li>
      ))}
      <More of={total} />
    </ul>
  );
}

function More({ of: total }: { of: number }): JSX.Element | null {
  return total > most ? <li className="third">and {formatCount(total - most)} more</li> : null;
}

function Changes({ changes }: { changes: readonly LineChange[] }): JSX.Element {
  return (
    <section className="settings-changes" aria-label="Changed lines">
      <h3 className="text-caption third">Changed lines</h3>
      <ol className="mono">
        {changes.slice(0, most).map((change) => (
          <li
            key={`${change.kind} ${change.line}`}
            className={change.kind === 'added' ? 'code-changed' : 'code-removed'}
          >
            <span className="code-number">{change.line}</span>
            <span className="code-mark" role="img" aria-label={change.kind}>
              {change.kind === 'added' ? '+' : '−'}
            </span>
            <span className="cut">{change.text}</span>
          </li>
        ))}
      </ol>
      {changes.length > most ? <p className="third">and {formatCount(changes.length - most)} more</p> : null}
    </section>
  );
}
