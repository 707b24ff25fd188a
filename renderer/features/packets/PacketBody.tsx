import { type JSX, type ReactNode, useMemo, useState } from 'react';
import type { Packet, PacketField } from '../../../shared/contract/flow.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatDay, formatExactClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { clampRange } from './byte-range.ts';
import { decodeBase64 } from './decode-base64.ts';
import { FieldTree } from './FieldTree.tsx';
import { findFieldAt, getField, listAncestors, listFieldRows, openAtFirst } from './field-tree.ts';
import { HexView } from './HexView.tsx';

/** A packet decoded at the left (or `left` instead) and its bytes at the right; each marks what is chosen in the other. */
export function PacketBody(props: {
  packet: Packet | undefined;
  failure: string;
  unavailable: string;
  left: ReactNode;
}): JSX.Element {
  const { packet, left } = props;
  if (packet === undefined) {
    const bytes =
      props.unavailable !== '' ? (
        <EmptyState title="No bytes">{props.unavailable}</EmptyState>
      ) : props.failure === '' ? (
        <Loading what="the packet" rows={4} rowHeight={23} />
      ) : (
        <ErrorState title="This packet could not be read" detail={props.failure} works="the other packets" />
      );
    return (
      <div className="packet-body">
        <div>{left}</div>
        <div>{bytes}</div>
      </div>
    );
  }
  return <DecodedPacket packet={packet} left={left} />;
}

/** The decoded layers under one for the frame itself: its number, time and file. */
function listLayers(packet: Packet, size: number): PacketField[] {
  const field = (label: string, value: string): PacketField => ({ label, value, offset: 0, length: 0, children: [] });
  const frame: PacketField = {
    label: `Frame ${formatCount(packet.frame)}`,
    value: `${formatCount(packet.originalLength)} bytes`,
    offset: 0,
    length: size,
    children: [
      field('Time', `${formatDay(packet.time)} ${formatExactClock(packet.time)} UTC`),
      field('File', packet.file),
      field('Captured', `${formatCount(packet.capturedLength)} of ${formatCount(packet.originalLength)} bytes`),
    ],
  };
  return [frame, ...packet.layers];
}

function DecodedPacket({ packet, left }: { packet: Packet; left: ReactNode }): JSX.Element {
  const bytes = useMemo(() => decodeBase64(packet.bytes), [packet.bytes]);
  const size = bytes.length;
  const layers = useMemo(() => listLayers(packet, size), [packet, size]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [open, setOpen] = useState(() => openAtFirst(layers));
  const [shown, setShown] = useState(packet);
  if (shown !== packet) {
    // The same field stays chosen from packet to packet where there is one: stepping compares.
    setShown(packet);
    setOpen((before) => new Set([...before, ...openAtFirst(layers)]));
    if (chosen !== null && getField(layers, chosen) === null) setChosen(null);
  }
  const rows = useMemo(() => listFieldRows(layers, open, size), [layers, open, size]);
  const field = chosen === null ? null : getField(layers, chosen);
  const range = field === null ? null : clampRange(field.offset, field.length, size);
  const fold = (path: string, unfold: boolean): void => {
    const next = new Set(open);
    if (unfold) next.add(path);
    else next.delete(path);
    setOpen(next);
  };
  const pickByte = (index: number): void => {
    const path = findFieldAt(layers, index, size);
    if (path === null) return;
    setOpen(new Set([...open, ...listAncestors(path)]));
    setChosen(path);
  };
  return (
    <div className="packet-body">
      <div>
        {left ?? (
          <>
            {packet.comment === '' ? null : (
              <p className="packet-comment">
                <HostileText text={packet.comment} />
              </p>
            )}
            <FieldTree rows={rows} chosen={chosen} onChoose={setChosen} onFold={fold} />
          </>
        )}
      </div>
      <HexView bytes={bytes} range={range} onByte={pickByte} />
    </div>
  );
}
