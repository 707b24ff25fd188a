import type { JSX, ReactNode } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { formatSeconds, formatSince } from './twin-words.ts';

const models: Record<TwinDetail['baseline']['model'], string> = {
  ngram: 'n-gram',
  hmm: 'hidden Markov',
  gmm: 'Gaussian mixture',
};

/** What was learned from, what was left out, and what comes next. */
export function BaselineFacts({ twin, now }: { twin: TwinDetail; now: number }): JSX.Element {
  const { baseline } = twin;
  const none = baseline.origin === 'none';
  const complete = baseline.incompleteReason === '';
  return (
    <dl className="twin-facts">
      <Fact name="Origin">{none ? 'nothing learned yet' : <HostileText text={baseline.originText} />}</Fact>
      <Fact name="Learned from">
        {none ? '—' : `${formatSeconds(baseline.learnedSeconds)}, ${formatShortCount(baseline.events)} events`}
      </Fact>
      <Fact name="Left out">
        {baseline.leftOutSeconds === 0 ? 'nothing' : `${formatSeconds(baseline.leftOutSeconds)} anomalous`}
      </Fact>
      <Fact name="Complete">
        <span className={complete || none ? undefined : 'twin-incomplete'}>
          {none ? '—' : complete ? 'yes, 0 events lost' : `no, ${formatShare(baseline.completeness)}`}
        </span>
      </Fact>
      {complete || none ? null : (
        <div className="twin-facts-why third">
          <dt className="visually-hidden">Why incomplete</dt>
          <dd>
            <HostileText text={baseline.incompleteReason} />
          </dd>
        </div>
      )}
      <Fact name="Size">
        {none
          ? '—'
          : `${formatBytes(baseline.bytes)}, ${models[baseline.model]}${baseline.model === 'ngram' ? `, order ${String(baseline.order)}` : ''}`}
      </Fact>
      <Fact name="Mode since">{twin.modeSince === 0 ? '—' : formatSince(twin.modeSince, now)}</Fact>
      <Fact name="Next mode">{twin.nextMode === '' ? 'none' : <HostileText text={twin.nextMode} />}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
