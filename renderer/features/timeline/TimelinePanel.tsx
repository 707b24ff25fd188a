import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Alert } from '../../../shared/contract/subject.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatClock } from '../../ui/format-time.ts';
import { formatShortCount } from '../../ui/format-count.ts';
import { Loading } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { useSetWindow } from '../frame/use-window-keys.ts';
import { proofOf } from '../vm/proof-of.ts';
import { TimelineStack } from './TimelineStack.tsx';
import { TimelineTable } from './TimelineTable.tsx';

const buckets = 120;

/** What happened when: persona, risk, alerts and bytes of one VM over the session, with a brush that sets the window. */
export function TimelinePanel(props: {
  session: string;
  id: string;
  window: TimeWindow | null;
  alerts: readonly Alert[];
}): JSX.Element {
  const { session, id, window } = props;
  const navigate = useNavigate({ from: '/vm/$id' });
  const asTable = useSearch({ from: '/vm/$id', select: (search) => search.table === true });
  const setWindow = useSetWindow();
  const timeline = useEngineQuery('subject.timeline', { session, id, buckets }, { keep: true });
  const flows = useEngineQuery(
    'flow.list',
    { session, subject: id, limit: 1, ...(window === null ? {} : { window }) },
    { keep: true },
  );
  const toggle = (): void => {
    void navigate({ search: (search) => ({ ...search, table: asTable ? undefined : true }), replace: true });
  };
  useShortcut('t', toggle);
  return (
    <Panel
      title="Timeline"
      className="timeline-panel"
      note={
        window === null ? (
          'drag to choose a window'
        ) : (
          <>
            selected{' '}
            <span className="mono second">
              {formatClock(window.from)} – {formatClock(window.to)}
            </span>
            , everything below follows
          </>
        )
      }
      actions={
        <>
          {window === null ? null : (
            <Button kind="ghost" onClick={() => setWindow(null)}>
              Clear
            </Button>
          )}
          <Button kind="ghost" onClick={toggle} pressed={asTable} shortcut="T">
            {asTable ? 'Chart' : 'Table'}
          </Button>
          <Button
            onClick={() =>
              void navigate({ search: (search) => ({ ...search, tab: 'flows', alert: undefined, filter: undefined }) })
            }
          >
            {window === null ? 'Flows' : 'Flows in selection'}{' '}
            <span className="mono third">{flows.data === undefined ? '' : formatShortCount(flows.data.total)}</span>
          </Button>
        </>
      }
    >
      {timeline.data === undefined ? (
        timeline.error === null ? (
          <Loading what="the timeline" rows={8} />
        ) : (
          <ErrorState title="The timeline did not come" detail={tellFailure(timeline.error)} />
        )
      ) : asTable ? (
        <TimelineTable timeline={timeline.data} />
      ) : (
        <TimelineStack
          timeline={timeline.data}
          window={window}
          onWindow={setWindow}
          onAlert={(alert) => {
            const known = props.alerts.find(({ id: other }) => other === alert);
            const proof = known === undefined ? { tab: 'flows' as const, alert } : proofOf(known);
            void navigate({
              search: (search) => ({ ...search, alert: undefined, filter: undefined, flow: undefined, ...proof }),
            });
          }}
        />
      )}
    </Panel>
  );
}
