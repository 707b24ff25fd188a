import type { JSX, ReactNode } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatClock, formatShortDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { sourceOf, tellIndicators, tellKind } from './feed-words.ts';

const tellTime = (micros: number): string => `${formatShortDay(micros)} ${formatClock(micros)}`;

/** What is known of a feed: where it comes from, in full, when it came, what was left out and why. */
export function FeedFacts(props: { feed: FeedRow; formats: readonly { id: string; title: string }[] }): JSX.Element {
  const { feed } = props;
  const { source } = feed.settings;
  return (
    <dl className="facts intel-facts">
      <Fact name="Source">
        <span className="mono intel-source">
          <HostileText text={sourceOf(feed.settings)} />
        </span>
        {source.kind !== 'file' && source.isInternal ? <span className="third"> of our own network</span> : null}
      </Fact>
      {source.kind === 'file' || source.tokenFile === '' ? null : (
        <Fact name="Token file">
          <span className="mono intel-source">
            <HostileText text={source.tokenFile} />
          </span>
        </Fact>
      )}
      <Fact name="Form">{feed.format === '' ? 'found out when it comes' : tellKind(feed, props.formats)}</Fact>
      <Fact name="Last copy">{feed.fetchedAt === null ? 'none' : `${tellTime(feed.fetchedAt)} UTC`}</Fact>
      {feed.triedAt === null || feed.triedAt === feed.fetchedAt ? null : (
        <Fact name="Last try">{tellTime(feed.triedAt)} UTC</Fact>
      )}
      <Fact name="Next try">{feed.nextAt === null ? 'by hand' : `${tellTime(Math.max(feed.nextAt, 0))} UTC`}</Fact>
      <Fact name="Holds">
        {tellIndicators(feed.indicators)}
        {feed.vulnerabilities === 0 ? '' : `, ${formatCount(feed.vulnerabilities)} vulnerabilities`}
        {feed.rules === 0 ? '' : `, ${feed.rules === 1 ? '1 rule' : `${formatCount(feed.rules)} rules`} over events`}
      </Fact>
      <Fact name="Left out">
        {formatCount(feed.refused.count)} refused, {formatCount(feed.skipped.count)} skipped
      </Fact>
      {feed.problem === '' ? null : (
        <Fact name="Problem">
          <HostileText text={feed.problem} />
        </Fact>
      )}
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
