import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { type AnswerOf, tellFailure, useEngineQuery } from '../../data/queries.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskCell } from '../../ui/RiskCell.tsx';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { numberEach } from '../packets/number-each.ts';
import type { LineChange } from './line-changes.ts';
import { tellDifference } from './tell-difference.ts';
import type { DraftJudgement } from './use-draft.ts';

type Preview = AnswerOf<'settings.preview'>;
const most = 40;

/** What a draft would change in the open session: alerts that come and go, bands; or what keeps it from being judged. */
export function ChangePreview(props: {
  /** Id of the list of problems, which describes the editor. */
  id: string;
  session: Session | null;
  judgement: DraftJudgement;
  changes: readonly LineChange[];
  onLine: (line: number) => void;
}): JSX.Element {
  const { session, judgement, changes } = props;
  const { problems, preview, recounting } = judgement;
  const subjects = useEngineQuery('subject.list', { session: session?.id ?? '' }, { enabled: session !== null });
  const nameOf = (id: string): string => subjects.data?.rows.find((row) => row.id === id)?.name ?? id;
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
                : recounting
                  ? 'recounting'
                  : preview === undefined
                    ? ''
                    : `judged on ${session.name}, ${formatSpan(preview.seconds * 1e6)}`}
        </span>
      </header>
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
            Change a number: alerts that would come and go in the open session are shown here before anything is kept.
          </p>
        ) : problems.length > 0 ? null : session === null ? (
          <p className="settings-note second">No session is open to judge the draft on. It can still be saved.</p>
        ) : preview === undefined ? null : (
          <Difference preview={preview} nameOf={nameOf} />
        )}
        {changes.length === 0 ? null : <Changes changes={changes} />}
      </div>
    </>
  );
}

function Difference({ preview, nameOf }: { preview: Preview; nameOf: (id: string) => string }): JSX.Element {
  const { headline, detail } = tellDifference(preview);
  return (
    <>
      <div className="settings-verdict">
        <p className="settings-headline">{headline}</p>
        <p className="second">{detail}</p>
      </div>
      <Alerts title="Would come" alerts={preview.come} nameOf={nameOf} />
      <Alerts title="Would go" alerts={preview.go} nameOf={nameOf} />
      {preview.bands.length === 0 ? null : (
        <ul className="settings-rows" aria-label="Bands that change">
          {preview.bands.slice(0, most).map((band) => (
            <li key={band.subject}>
              <span className="strong cut grow">
                <HostileText text={nameOf(band.subject)} cut />
              </span>
              <RiskCell risk={band.before} bar={false} />
              <span className="third">would be</span>
              <RiskCell risk={band.after} bar={false} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Alerts(props: { title: string; alerts: Preview['come']; nameOf: (id: string) => string }): JSX.Element | null {
  const { alerts } = props;
  if (alerts.length === 0) return null;
  return (
    <ul className="settings-rows" aria-label={props.title}>
      {numberEach(alerts.slice(0, most)).map(({ number, item: alert }) => (
        <li key={number}>
          <RiskMark band={bandOf(alert.score)} size={11} />
          <span className="strong cut settings-row-name">
            <HostileText text={props.nameOf(alert.subject)} cut />
          </span>
          <span className="cut grow">
            <HostileText text={alert.title} cut />
          </span>
          <span className="third">{props.title.toLowerCase()}</span>
        </li>
      ))}
      {alerts.length > most ? <li className="third">and {formatCount(alerts.length - most)} more</li> : null}
    </ul>
  );
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
