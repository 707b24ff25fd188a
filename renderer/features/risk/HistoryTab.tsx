import { type JSX, useState } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { SubjectDetail } from '../../../shared/contract/subject.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatScore } from '../../ui/format-score.ts';
import { Loading } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { tellHistory } from './history-words.ts';
import { MoveList } from './MoveList.tsx';
import { RiskSteps } from './RiskSteps.tsx';
import './history.css';

/** How the risk of a VM moved and why: steps over time, and under them each move with what rose and what fell. */
export function HistoryTab({ session, detail }: { session: Session; detail: SubjectDetail }): JSX.Element {
  const { row } = detail;
  const [chosen, setChosen] = useState<number | null>(null);
  const history = useEngineQuery('subject.history', { session: session.id, id: row.id }, { keep: true });
  // A window narrows the alerts of the page; what moved the risk is proved by any of them.
  const alerts = useEngineQuery('alert.list', { session: session.id, subject: row.id }, { keep: true });
  const { data } = history;
  return (
    <Panel
      title="How its risk moved"
      note={data === undefined || data.moves.length === 0 ? '' : tellHistory(data.moves)}
      className="history-panel"
    >
      {data === undefined ? (
        history.error === null ? (
          <Loading what="the history" rows={8} />
        ) : (
          <ErrorState title="The history did not come" detail={tellFailure(history.error)} />
        )
      ) : data.risk === null ? (
        <EmptyState title="Not scored">Its risk has no history before it is scored.</EmptyState>
      ) : data.moves.length === 0 ? (
        <EmptyState title={`Its risk stayed at ${formatScore(data.risk)}`}>
          Nothing began that would have moved it: no alert of its own, and nothing that came over from others.
        </EmptyState>
      ) : (
        <div className="history">
          <RiskSteps
            moves={data.moves}
            risk={data.risk}
            from={session.start ?? data.from}
            to={session.end ?? row.lastSeen}
            chosen={chosen}
            onChoose={setChosen}
          />
          <MoveList id={row.id} moves={data.moves} alerts={alerts.data?.alerts ?? detail.alerts} chosen={chosen} />
          <p className="third history-foot">
            By what is known now: each sign counts from when it began. What comes over from other VMs stays within the
            band of what the VM itself does.
          </p>
        </div>
      )}
    </Panel>
  );
}
