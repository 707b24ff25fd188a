import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { tellFailure } from '../../data/queries.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { chartedChannels, chooseChannel } from './twin-channels.ts';
import { rankWindows } from './rank-windows.ts';
import { TwinChart } from './TwinChart.tsx';
import { TwinNotes } from './TwinNotes.tsx';
import { TwinRail } from './TwinRail.tsx';
import { useTwin } from './use-twin.ts';
import { WorstWindows } from './WorstWindows.tsx';
import './twin.css';

/** Does it behave as predicted, and if not, what exactly surprised? */
export function TwinTab(props: { session: Session; id: string; name: string; window: TimeWindow | null }): JSX.Element {
  const { session, id, name, window } = props;
  const search = useSearch({ from: '/vm/$id' });
  const navigate = useNavigate({ from: '/vm/$id' });
  const twin = useTwin(session.id, id);
  const { data } = twin;
  if (data === undefined) {
    return twin.error === null ? (
      <Loading what="the twin" rows={14} />
    ) : (
      <ErrorState
        title="The twin did not come"
        detail={tellFailure(twin.error)}
        works="Overview, Flows and Events of this VM"
      />
    );
  }
  const channel = chooseChannel(data.channels, search.channel);
  const pile = search.pile ?? 'waiting';
  const ranked = rankWindows(data.windows, pile, window);
  const open = (picked: string | null): void => {
    const found = data.windows.find((one) => one.id === picked);
    const shown = chartedChannels(data.channels).find((one) => one.channel === found?.channel && one.available);
    void navigate({
      // The chart follows the window that is opened: its number is then in sight.
      search: (old) => ({ ...old, pick: picked ?? undefined, channel: shown?.channel ?? old.channel }),
      replace: true,
    });
  };
  return (
    <>
      <div className="twin-main">
        <TwinNotes twin={data} id={id} name={name} />
        <TwinChart
          session={session}
          id={id}
          window={window}
          twin={data}
          channel={channel}
          ranked={ranked}
          open={search.pick ?? null}
          onOpen={open}
        />
        <WorstWindows
          session={session.id}
          id={id}
          twin={data}
          pile={pile}
          ranked={ranked}
          narrowed={window !== null}
          open={search.pick ?? null}
          onOpen={open}
        />
      </div>
      <TwinRail session={session} id={id} name={name} twin={data} />
    </>
  );
}
