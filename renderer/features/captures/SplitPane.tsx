import { type JSX, type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from 'react';
import { readStored, writeStored } from '../../ui/stored.ts';

const least = 120;

/** Keeps a height of the lower pane inside what leaves both panes usable; all in pixels. */
export function clampSplit(height: number, whole: number): number {
  return Math.round(Math.max(least, Math.min(height, Math.max(least, whole - least))));
}

/** Two panes above each other; the line between is dragged or moved by arrows, and its place is remembered. */
export function SplitPane(props: {
  name: string;
  label: string;
  top: ReactNode;
  bottom: ReactNode | null;
  /** Height of the lower pane until somebody moves the line, pixels. */
  initial?: number;
}): JSX.Element {
  const key = `mien.split.${props.name}`;
  const box = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(() => clampSplit(Number(readStored(key)) || (props.initial ?? 244), 4000));
  const keep = (next: number): void => {
    const kept = clampSplit(next, box.current?.clientHeight ?? 800);
    setHeight(kept);
    writeStored(key, String(kept));
  };
  const drag = (event: PointerEvent): void => {
    if (event.buttons === 1) keep((box.current?.getBoundingClientRect().bottom ?? 0) - event.clientY);
  };
  const step = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    keep(height + (event.key === 'ArrowUp' ? 23 : -23));
  };
  return (
    <div className="split" ref={box}>
      <div className="split-top">{props.top}</div>
      {props.bottom === null ? null : (
        <>
          <div
            className="split-line"
            role="separator"
            aria-orientation="horizontal"
            aria-label={props.label}
            aria-valuenow={height}
            aria-valuemin={least}
            tabIndex={0}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
            onKeyDown={step}
          />
          <div className="split-bottom" style={{ height }}>
            {props.bottom}
          </div>
        </>
      )}
    </div>
  );
}
