import { type JSX, useState } from 'react';
import type { FeedRow } from '../../../shared/contract/intel.ts';
import type { Session } from '../../../shared/contract/session.ts';
import { Button } from '../../ui/Button.tsx';
import { formatScore } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { DropFeed } from './DropFeed.tsx';
import { FeedFacts } from './FeedFacts.tsx';
import { FeedPreviewPane } from './FeedPreviewPane.tsx';
import { FeedSettingsForm } from './FeedSettingsForm.tsx';
import { FeedStateActs } from './FeedStateActs.tsx';
import { TrustFeed } from './TrustFeed.tsx';
import { WhyPane } from './WhyPane.tsx';

const panes = [
  { value: 'preview', label: 'Preview' },
  { value: 'settings', label: 'Settings' },
] as const;

/** Below the list: what the chosen feed meets, why something has its reputation, how the feed is set up. */
export function FeedPanes(props: {
  feed: FeedRow;
  formats: readonly { id: string; title: string }[];
  session: Session | null;
  asked: string;
  onAsk: (value: string) => void;
  onDropped: () => void;
  /** In a narrow window preview and settings share a place; this is the one shown. */
  narrow: 'preview' | 'settings' | null;
  onNarrow: (pane: 'preview' | 'settings') => void;
}): JSX.Element {
  const { feed, narrow } = props;
  const { settings } = feed;
  const [dialog, setDialog] = useState<'trust' | 'drop' | null>(null);
  const close = (): void => setDialog(null);
  const turn =
    narrow === null ? null : (
      <span className="panel-actions">
        <Segmented label="Show of this feed" segments={panes} value={narrow} onChange={props.onNarrow} />
      </span>
    );
  const trusts = settings.state !== 'trusted';
  const foot = (
    <footer className="intel-pane-foot">
      <span className="third cut">
        {settings.state === 'preview'
          ? feed.isWarning
            ? 'raises no alert'
            : `weight ${formatScore(settings.weight)}, alerts only, no rules`
          : settings.state === 'trusted'
            ? 'in use'
            : 'paused'}
      </span>
      <Button onClick={() => setDialog('drop')}>Drop…</Button>
      {trusts ? (
        <Button
          kind="primary"
          disabledReason={feed.fetchedAt === null ? 'nothing of it came yet' : ''}
          onClick={() => setDialog('trust')}
        >
          Trust this feed…
        </Button>
      ) : null}
    </footer>
  );
  return (
    <div className={narrow === null ? 'intel-panes' : 'intel-panes intel-panes-narrow'}>
      {narrow === 'settings' ? null : (
        <section className="intel-pane" aria-labelledby="intel-preview">
          <header className="intel-pane-head">
            <h2 id="intel-preview" className="text-head intel-why-title">
              {settings.state === 'trusted' ? 'Matches' : 'Preview'}: <HostileText text={settings.name} cut />
            </h2>
            {narrow === null ? (
              <span className="panel-note">
                {settings.state === 'trusted' ? 'in the session on screen' : 'not trusted, judged on the session'}
              </span>
            ) : null}
            {turn}
          </header>
          <div className="intel-pane-body">
            <FeedPreviewPane key={settings.id} feed={feed} session={props.session} onAsk={props.onAsk} />
          </div>
          {foot}
        </section>
      )}
      {narrow === 'settings' ? <SettingsPane feed={feed} formats={props.formats} turn={turn} foot={foot} /> : null}
      <WhyPane asked={props.asked} />
      {narrow === null ? <SettingsPane feed={feed} formats={props.formats} turn={null} foot={null} /> : null}
      <TrustFeed feed={feed} open={dialog === 'trust'} onClose={close} />
      <DropFeed feed={feed} open={dialog === 'drop'} onClose={close} onDone={props.onDropped} />
    </div>
  );
}

function SettingsPane(props: {
  feed: FeedRow;
  formats: readonly { id: string; title: string }[];
  turn: JSX.Element | null;
  foot: JSX.Element | null;
}): JSX.Element {
  const { feed } = props;
  return (
    <aside className="intel-pane" aria-labelledby="intel-settings">
      <header className="intel-pane-head">
        <h2 id="intel-settings" className="text-head intel-why-title">
          Settings: <HostileText text={feed.settings.name} cut />
        </h2>
        {props.turn}
      </header>
      <div className="intel-pane-body">
        <FeedStateActs feed={feed} />
        <FeedSettingsForm key={feed.settings.id} feed={feed} />
        <FeedFacts feed={feed} formats={props.formats} />
      </div>
      {props.foot}
    </aside>
  );
}
