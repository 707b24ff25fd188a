import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { useSetWindow } from '../frame/use-window-keys.ts';
import type { RankedWindow } from './rank-windows.ts';
import { channelWords, chartedChannels } from './twin-channels.ts';
import { TwinPlot } from './TwinPlot.tsx';
import { TwinTable } from './TwinTable.tsx';
import { toClause } from './twin-words.ts';
import { findTwinGaps, toldSince } from './twin-points.ts';

const buckets = 240;

/** Observed against predicted over time, one channel at a time, as chart or table. */
export function TwinChart(props: {
  session: Session;
  id: string;
  window: TimeWindow | null;
  twin: TwinDetail;
  /** Null where nothing is compared. */
  channel: TwinDetail['channels'][number] | null;
  ranked: readonly RankedWindow[];
  open: string | null;
  onOpen: (window: string) => void;
}): JSX.Element {
  const { session, id, window, twin, channel } = props;
  const search = useSearch({ from: '/vm/$id' });
  const navigate = useNavigate({ from: '/vm/$id' });
  const setWindow = useSetWindow();
  const asTable = search.table === true;
  const zoomed = search.zoom === true && window !== null;
  const series = useEngineQuery(
    'twin.series',
    { session: session.id, id, channel: channel?.channel ?? 'flows', buckets, ...(zoomed ? { window } : {}) },
    { keep: true, enabled: channel !== null },
  );
  const toggle = (): void => {
    void navigate({ search: (old) => ({ ...old, table: asTable ? undefined : true }), replace: true });
  };
  useShortcut('t', toggle);
  const data = channel !== null && series.data?.channel === channel.channel ? series.data : undefined;
  const charted = chartedChannels(twin.channels);
  const missing = charted.filter(({ available }) => !available);
  return (
    <section className="twin-chart" aria-labelledby="twin-chart-title">
      <header className="twin-head">
        <h2 id="twin-chart-title" className="text-head">
          Surprise, observed against predicted
        </h2>
        <span className="panel-note grow">
          {data === undefined ? null : (
            <>
              <HostileText text={data.unit} />, worst of each {formatSpan(data.step)}
            </>
          )}
        </span>
        <span className="twin-tools">
          {window === null ? null : (
            <>
              <Button
                kind="ghost"
                pressed={zoomed}
                onClick={() =>
                  void navigate({ search: (old) => ({ ...old, zoom: zoomed ? undefined : true }), replace: true })
                }
              >
                {zoomed ? 'Whole time' : 'Zoom in'}
              </Button>
              <Button kind="ghost" onClick={() => setWindow(null)}>
                Clear
              </Button>
            </>
          )}
          <Button kind="ghost" onClick={toggle} pressed={asTable} shortcut="T">
            {asTable ? 'Chart' : 'Table'}
          </Button>
          {channel === null ? null : (
            <Segmented
              label="What is compared"
              value={channel.channel}
              onChange={(next) => void navigate({ search: (old) => ({ ...old, channel: next }), replace: true })}
              segments={charted
                .filter(({ available }) => available)
                .map((one) => ({ value: one.channel, label: channelWords[one.channel] }))}
            />
          )}
        </span>
      </header>
      {channel === null ? (
        <EmptyState title="Nothing is compared yet">
          <HostileText text={missing[0]?.why ?? 'The twin has not heard of this VM.'} />
        </EmptyState>
      ) : data === undefined ? (
        series.error === null ? (
          <Loading what="what was predicted" rows={8} />
        ) : (
          <ErrorState title="The chart did not come" detail={tellFailure(series.error)} works="the windows below" />
        )
      ) : data.points.length === 0 ? (
        <EmptyState title={`Nothing observed in ${channel.label.toLowerCase()} yet`}>
          The chart starts with the first window that is complete.
        </EmptyState>
      ) : asTable ? (
        <TwinTable series={data} />
      ) : (
        <TwinPlot
          series={data}
          label={channel.label}
          learning={channel.why}
          since={toldSince(twin)}
          gaps={findTwinGaps(data)}
          ranked={props.ranked}
          open={props.open}
          onOpen={props.onOpen}
          window={zoomed ? null : window}
          onWindow={setWindow}
        />
      )}
      {channel === null ? null : (
        <div className="twin-foot third">
          <Legend />
          {data === undefined || data.threshold === null || data.thresholdText === '' ? null : (
            <span>
              Alarm line: <HostileText text={data.thresholdText} />
            </span>
          )}
          {missing.length === 0 ? null : (
            <span className="grow twin-missing">
              Not compared:{' '}
              {missing.map(({ channel: name, label, why }, index) => (
                <span key={name}>
                  {index === 0 ? '' : '; '}
                  {label.toLowerCase()}
                  {why === '' ? null : (
                    <>
                      {' '}
                      (<HostileText text={toClause(why)} />)
                    </>
                  )}
                </span>
              ))}
            </span>
          )}
        </div>
      )}
    </section>
  );
}

function Legend(): JSX.Element {
  return (
    <span className="twin-legend" aria-hidden="true">
      <span>
        <svg width="18" height="8" viewBox="0 0 18 8">
          <path className="twin-key-observed" d="M0 4h18" />
        </svg>
        observed
      </span>
      <span>
        <svg width="18" height="8" viewBox="0 0 18 8">
          <path className="twin-key-predicted" d="M0 4h18" />
        </svg>
        predicted
      </span>
      <span>
        <svg width="18" height="8" viewBox="0 0 18 8">
          <path className="twin-key-90" d="M0 0h18v8H0z" />
          <path className="twin-key-50" d="M0 2h18v4H0z" />
        </svg>
        50 % and 90 %
      </span>
    </span>
  );
}
