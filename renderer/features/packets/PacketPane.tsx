import { ChevronLeft, ChevronRight, NotebookPen } from 'lucide-react';
import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { KeyCap } from '../../ui/KeyCap.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { ExportFlows } from '../flows/ExportFlows.tsx';
import { FlowFacts } from './FlowFacts.tsx';
import { PacketBody } from './PacketBody.tsx';
import { PacketList } from './PacketList.tsx';
import './packets.css';

/** What stands left of the bytes. */
export type PacketView = 'decoded' | 'packets' | 'facts';

/**
 * The packets of a flow: one decoded with its bytes, or all as a list, or what the flow's records tell. [ and ] step
 * through the packets. Where there are no packets the reason stands in their place, and the facts are shown.
 */
export function PacketPane(props: {
  session: string;
  flow: number;
  /** Position in the flow, from 0. */
  packet: number;
  onPacket: (packet: number) => void;
  view: PacketView | undefined;
  onView: (view: PacketView) => void;
  onNote?: () => void;
  /** Narrows the list of flows by a term of the filter language. */
  onNarrow?: (term: string) => void;
}): JSX.Element {
  const { session, flow, onPacket } = props;
  const page = Math.floor(props.packet / 200) * 200;
  const packets = useEngineQuery('flow.packets', { session, flow, offset: page, limit: 200 }, { keep: true });
  const total = packets.data?.total ?? 0;
  const unavailable = packets.data?.unavailable ?? '';
  const packet = total === 0 ? 0 : Math.min(props.packet, total - 1);
  const view = props.view ?? (unavailable === '' ? 'decoded' : 'facts');
  const shown = useEngineQuery(
    'packet.get',
    { session, flow, index: packet },
    { enabled: total > 0 && unavailable === '', keep: true },
  );
  const step = (by: number): void => {
    const next = packet + by;
    if (next >= 0 && next < total) onPacket(next);
  };
  useShortcut('[', () => step(-1));
  useShortcut(']', () => step(1));
  return (
    <section className="packet-pane" aria-label="Packets of this flow">
      <header className="packet-head">
        <h2 className="text-table strong">Packets of this flow</h2>
        <span className="third" role="status">
          {unavailable === ''
            ? `${formatCount(total)}${total > 0 ? `, packet ${formatCount(packet + 1)} shown` : ''}`
            : 'not available'}
        </span>
        <span className="packet-steps">
          <button type="button" className="icon-button" aria-label="Previous packet" onClick={() => step(-1)}>
            <ChevronLeft size={13} aria-hidden="true" />
            <KeyCap>[</KeyCap>
          </button>
          <button type="button" className="icon-button" aria-label="Next packet" onClick={() => step(1)}>
            <KeyCap>]</KeyCap>
            <ChevronRight size={13} aria-hidden="true" />
          </button>
        </span>
        <Segmented
          label="Beside the bytes"
          value={view}
          onChange={props.onView}
          segments={[
            { value: 'decoded', label: 'Decoded' },
            { value: 'packets', label: 'Packets' },
            { value: 'facts', label: 'Flow' },
          ]}
        />
        <span className="packet-place mono third cut">
          {shown.data === undefined || unavailable !== ''
            ? null
            : `file offset 0x${shown.data.fileOffset.toString(16)}${
                shown.data.capturedLength < shown.data.originalLength
                  ? `, snapped at ${formatCount(shown.data.capturedLength)} of ${formatCount(shown.data.originalLength)}`
                  : ''
              }`}
        </span>
        <ExportFlows
          asked={{ session, flows: [flow] }}
          disabledReason={total > 0 && unavailable === '' ? '' : 'this flow has no packets here'}
        >
          Export flow
        </ExportFlows>
        {props.onNote === undefined ? null : (
          <Button icon={<NotebookPen size={13} aria-hidden="true" />} shortcut="N" onClick={props.onNote}>
            Add to notes
          </Button>
        )}
      </header>
      {packets.error === null ? null : (
        <ErrorState
          title="The packets of this flow could not be read"
          detail={tellFailure(packets.error)}
          works="flows, subjects and alerts of this session"
          todo="put the file back where it was, then ask again"
          action={<Button onClick={() => void packets.refetch()}>Ask again</Button>}
        />
      )}
      {packets.data === undefined || packets.error !== null ? (
        packets.error === null ? (
          <Loading what="the packets" rows={6} rowHeight={23} />
        ) : null
      ) : unavailable !== '' && view !== 'facts' ? (
        <EmptyState
          title="No packets for this flow"
          action={<Button onClick={() => props.onView('facts')}>Show what its record tells</Button>}
        >
          {unavailable}
        </EmptyState>
      ) : (
        <PacketBody
          packet={unavailable === '' ? shown.data : undefined}
          failure={shown.error === null ? '' : tellFailure(shown.error)}
          unavailable={unavailable}
          left={
            view === 'packets' ? (
              <PacketList rows={packets.data.rows} first={page} total={total} chosen={packet} onChoose={onPacket} />
            ) : view === 'facts' ? (
              <FlowFacts session={session} flow={flow} onNarrow={props.onNarrow} />
            ) : null
          }
        />
      )}
    </section>
  );
}
