import { useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { useViewPaused } from '../../data/view-pause.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock } from '../../ui/format-time.ts';
import { Loading } from '../../ui/Loading.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useSetWindow } from '../frame/use-window-keys.ts';
import { ResourceStack } from './ResourceStack.tsx';
import { ResourceTable } from './ResourceTable.tsx';
import './resources.css';

const buckets = 120;
/** Milliseconds between two looks at what no stream tells. */
const fresh = 2000;

/** What the VM uses, as its hypervisor counts it, on the axis of the timeline (`axis`, null until that is known). */
export function ResourcesPanel(props: {
  session: Session;
  id: string;
  axis: TimeWindow | null;
  window: TimeWindow | null;
}): JSX.Element {
  const { session, id } = props;
  const paused = useViewPaused();
  const setWindow = useSetWindow();
  const asTable = useSearch({ from: '/vm/$id', select: (search) => search.table === true });
  const resources = useEngineQuery(
    'subject.resources',
    { session: session.id, id, buckets },
    { keep: true, every: session.state === 'watching' && !paused ? fresh : false },
  );
  const { data } = resources;
  const none = data !== undefined && data.series.every(({ values }) => values.every((value) => value === null));
  return (
    <Panel
      title="Resources"
      className="resources-panel"
      note={
        data === undefined || none ? undefined : (
          <>
            as the hypervisor counts, {formatSpan(data.step)} a point, to{' '}
            <span className="mono">{formatClock(data.to)}</span>
          </>
        )
      }
    >
      {data === undefined ? (
        resources.error === null ? (
          <Loading what="the resource figures" rows={5} rowHeight={38} />
        ) : (
          <ErrorState title="The resource figures did not come" detail={tellFailure(resources.error)} />
        )
      ) : none ? (
        <EmptyState title={session.state === 'watching' ? 'No figures yet' : 'No resource figures in this session'}>
          {session.state === 'watching'
            ? 'A rate needs two polls: the first figures come after some seconds, disks after a minute.'
            : 'They come from a hypervisor; a capture of packets has none.'}
        </EmptyState>
      ) : asTable ? (
        <ResourceTable resources={data} />
      ) : (
        <ResourceStack
          resources={data}
          axis={props.axis ?? { from: data.from, to: data.to }}
          window={props.window}
          onWindow={setWindow}
        />
      )}
    </Panel>
  );
}
