import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { type JSX, type ReactNode, useEffect, useRef, useState } from 'react';
import type { FeedPreview, FeedRow } from '../../../shared/contract/intel.ts';
import type { Session } from '../../../shared/contract/session.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { LeftOut } from './LeftOut.tsx';
import { PreviewRows } from './PreviewRows.tsx';
import { RuleRows } from './RuleRows.tsx';

interface PreviewProps {
  feed: FeedRow;
  session: Session | null;
  onAsk: (value: string) => void;
}

/** What a feed meets in the evidence of the session on screen, and what believing it does or would do. */
export function FeedPreviewPane(props: PreviewProps): JSX.Element {
  const { feed, session } = props;
  // Judging asks a whole session: a feed that waits for it is judged at once, the others when a person asks.
  const [asked, setAsked] = useState(false);
  if (feed.fetchedAt === null) return <NoCopy feed={feed} />;
  if (session === null)
    return (
      <EmptyState title="No session is open" action={<Link to="/start">Open one</Link>}>
        A feed is judged on what a session holds.
      </EmptyState>
    );
  if (feed.settings.state !== 'preview' && !asked)
    return (
      <>
        <EmptyState
          title="Not judged on this session"
          action={<Button onClick={() => setAsked(true)}>Judge it on this session</Button>}
        >
          All names and peers of the session are asked about again.
        </EmptyState>
        <LeftOut feed={feed} />
      </>
    );
  return <Judged {...props} feed={feed} session={session} />;
}

function NoCopy({ feed }: { feed: FeedRow }): JSX.Element {
  if (feed.isBusy) return <Loading what="its first copy" rows={3} />;
  if (feed.problem === '') return <EmptyState title="Nothing of it was fetched yet" />;
  return (
    <div className="state state-error">
      <p className="text-head">Nothing of it came</p>
      <p className="second">
        <HostileText text={feed.problem} />
      </p>
    </div>
  );
}

function Judged({ feed, session, onAsk }: PreviewProps & { session: Session }): JSX.Element {
  const { settings, fetchedAt } = feed;
  const preview = useEngineQuery('intel.preview', { session: session.id, feed: settings.id });
  // A newer copy says something else of the same evidence.
  const { refetch } = preview;
  const judgedCopy = useRef(fetchedAt);
  useEffect(() => {
    if (judgedCopy.current === fetchedAt) return;
    judgedCopy.current = fetchedAt;
    void refetch();
  }, [fetchedAt, refetch]);
  if (preview.data === undefined)
    return preview.error === null ? (
      <Loading what="the session to be asked" rows={5} rowHeight={28} />
    ) : (
      <ErrorState
        title="It could not be judged"
        detail={tellFailure(preview.error)}
        action={<Button onClick={() => void preview.refetch()}>Judge again</Button>}
      />
    );
  const trusted = settings.state === 'trusted';
  return (
    <>
      {feed.rules > 0 && feed.indicators === 0 ? (
        <RuleCounts preview={preview.data} feed={feed} />
      ) : (
        <Counts preview={preview.data} refused={feed.refused.count} trusted={trusted} />
      )}
      {preview.data.rules.length > 0 ? <RuleRows preview={preview.data} /> : null}
      {preview.data.things === 0 && preview.data.rules.length > 0 ? null : preview.data.things === 0 ? (
        <p className="intel-none second">
          {feed.rules > 0 && feed.indicators === 0
            ? 'No rule of it matches what this session holds.'
            : 'Nothing that this session holds is listed.'}
        </p>
      ) : (
        <PreviewRows preview={preview.data} session={session.id} trusted={trusted} onAsk={onAsk} />
      )}
      <div className="intel-under">
        {preview.data.warned === 0 ? null : <Warned preview={preview.data} />}
        <LeftOut feed={feed} />
        <p className="third intel-basis">
          <span>
            {session.state === 'reading' ? 'The session is still being read. ' : ''}
            {startSentence(preview.data.basis)}.
          </span>
          <button
            type="button"
            className="link-button"
            aria-busy={preview.isFetching}
            onClick={() => void preview.refetch()}
          >
            {preview.isFetching ? 'Judging…' : 'Judge again'}
          </button>
        </p>
      </div>
    </>
  );
}

function Counts(props: { preview: FeedPreview; refused: number; trusted: boolean }): JSX.Element {
  const { preview, trusted } = props;
  return (
    <dl className="intel-counts">
      <Count title={trusted ? 'Things it matches' : 'Things it would match'} value={preview.things}>
        {formatCount(preview.times)} times, {preview.subjects === 1 ? '1 VM' : `${formatCount(preview.subjects)} VMs`}
      </Count>
      <Count title={trusted ? 'Of these raise alerts' : 'Would raise alerts'} value={preview.alertsAdded}>
        below {preview.alertBelow}
      </Count>
      <Count title="Known already" value={preview.known}>
        by other feeds
      </Count>
      <Count title="Refused" value={props.refused}>
        {props.refused === 1 ? 'entry' : 'entries'}
      </Count>
    </dl>
  );
}

function RuleCounts({ preview, feed }: { preview: FeedPreview; feed: FeedRow }): JSX.Element {
  const trusted = feed.settings.state === 'trusted';
  return (
    <dl className="intel-counts">
      <Count title={trusted ? 'Rules that match' : 'Rules that would match'} value={preview.rulesMatched}>
        of {formatCount(feed.rules)}
      </Count>
      <Count title="Do not fit" value={feed.skipped.count}>
        {feed.skipped.count === 1 ? 'rule' : 'rules'}
      </Count>
    </dl>
  );
}

function Count(props: { title: string; value: number; children: ReactNode }): JSX.Element {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd>
        <span className="text-number">{formatCount(props.value)}</span> <span className="third">{props.children}</span>
      </dd>
    </div>
  );
}

function Warned({ preview }: { preview: FeedPreview }): JSX.Element {
  const lists = [...new Set(preview.rows.flatMap(({ warnings }) => warnings))];
  return (
    <p className="intel-warned">
      <TriangleAlert className="feed-kept" size={13} aria-hidden="true" />
      <span className="strong">{formatCount(preview.warned)} on warning lists</span>
      <span className="third">
        <HostileText text={lists.join(', ')} />: matched, but pulled back to 0.5
      </span>
    </p>
  );
}

function startSentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
