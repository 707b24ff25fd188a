import { type JSX, useState } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { useNow } from '../../data/use-now.ts';
import { AgentFacts } from './AgentFacts.tsx';
import { BaselineFacts } from './BaselineFacts.tsx';
import { BudgetForm } from './BudgetForm.tsx';
import { CompositionTable } from './CompositionTable.tsx';
import { ModeMenu } from './ModeMenu.tsx';
import { ProfileRun } from './ProfileRun.tsx';
import { SampledStream } from './SampledStream.tsx';
import { SinceDiff } from './SinceDiff.tsx';
import { VersionList } from './VersionList.tsx';
import './twin-rail.css';

const minute = 60e6;

/** What the prediction rests on: baseline, budget, versions, what changed, the twin's own stream, the agent. */
export function TwinRail(props: { session: Session; id: string; name: string; twin: TwinDetail }): JSX.Element {
  const { session, id, twin } = props;
  const wall = useNow(30_000);
  // What is replayed or recorded has a clock of its own; a watch is compared up to now. By whole minutes.
  const end = session.live?.kind === 'live' ? wall : (session.end ?? wall);
  const now = Math.ceil(end / minute) * minute;
  const [chosen, setChosen] = useState<TimeWindow | null>(null);
  const of = { session: session.id, id };
  return (
    <aside className="twin-rail" aria-label="Baseline of the twin">
      <section aria-labelledby="twin-baseline">
        <header className="twin-rail-head">
          <h2 id="twin-baseline" className="text-head">
            Baseline
          </h2>
          <ModeMenu {...of} mode={twin.mode} />
        </header>
        <BaselineFacts twin={twin} now={now} />
        <BudgetForm {...of} budget={twin.budget} />
        <ProfileRun {...of} profiling={twin.baseline.profiling} now={now} />
      </section>
      <VersionList
        {...of}
        versions={twin.versions}
        now={now}
        onCompare={(since) => setChosen({ from: Math.floor(Math.min(since, now - minute) / minute) * minute, to: now })}
      />
      <SinceDiff {...of} begin={twin.baseline.from ?? session.start} now={now} chosen={chosen} onChoose={setChosen} />
      <SampledStream sampled={twin.sampled} of={twin.sampledOf} />
      <CompositionTable composition={twin.composition} />
      <AgentFacts agent={twin.agent} id={id} name={props.name} now={end} />
    </aside>
  );
}
