import { type JSX, type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { moveEnd, type Range, rangeBetween, shareOf, shiftRange, valueAt } from './brush-range.ts';
import './brush.css';

/**
 * Lies over a chart and chooses a window of its axis: drag, or the arrows on a handle (Shift: bigger steps), Shift +
 * arrows on the strip move the whole window. The choice is told when the pointer lets go, not while it moves.
 */
export function Brush(props: {
  axis: Range;
  value: Range | null;
  onChange: (range: Range | null) => void;
  label: string;
  /** Says a value of the axis, for screen readers. */
  describe: (value: number) => string;
}): JSX.Element {
  const { axis, onChange, describe } = props;
  const strip = useRef<HTMLDivElement>(null);
  const [draft, setDraft] = useState<{ anchor: number; at: number } | null>(null);
  const least = (axis.to - axis.from) / 400;
  const drawn = draft === null ? props.value : rangeBetween(axis, draft.anchor, draft.at, 0);
  const at = (event: PointerEvent): number => {
    const box = strip.current?.getBoundingClientRect();
    return box === undefined ? axis.from : valueAt(axis, (event.clientX - box.left) / box.width);
  };
  const begin = (anchor: number) => (event: PointerEvent) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    strip.current?.setPointerCapture(event.pointerId);
    setDraft({ anchor, at: at(event) });
  };
  const finish = (event: PointerEvent): void => {
    if (draft === null) return;
    setDraft(null);
    const range = rangeBetween(axis, draft.anchor, at(event), least);
    // A click without a drag leaves a set window alone: losing it by a slip would cost more than Clear does.
    if (range !== null) onChange(range);
  };
  const slide = (event: KeyboardEvent): void => {
    if (!event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
    event.preventDefault();
    const whole = props.value ?? { from: valueAt(axis, 0.4), to: valueAt(axis, 0.6) };
    const step = ((event.key === 'ArrowRight' ? 1 : -1) * (axis.to - axis.from)) / 40;
    onChange(props.value === null ? whole : shiftRange(axis, whole, step));
  };
  const handle = (end: 'from' | 'to', range: Range): JSX.Element => (
    <BrushHandle
      axis={axis}
      range={range}
      end={end}
      describe={describe}
      least={least}
      onChange={onChange}
      onGrab={begin(end === 'from' ? range.to : range.from)}
    />
  );
  return (
    <div
      ref={strip}
      className="brush"
      role="group"
      aria-label={`${props.label}. Drag, or Shift and arrows, to choose a window.`}
      tabIndex={0}
      onPointerDown={(event) => begin(at(event))(event)}
      onPointerMove={(event) => {
        if (draft !== null) setDraft({ anchor: draft.anchor, at: at(event) });
      }}
      onPointerUp={finish}
      onPointerCancel={() => setDraft(null)}
      onKeyDown={slide}
    >
      {drawn === null ? null : (
        <>
          <div className="brush-window" style={place(axis, drawn)} />
          {handle('from', drawn)}
          {handle('to', drawn)}
        </>
      )}
    </div>
  );
}

function place(axis: Range, range: Range): { left: string; width: string } {
  const left = shareOf(axis, range.from);
  return { left: `${left * 100}%`, width: `${(shareOf(axis, range.to) - left) * 100}%` };
}

function BrushHandle(props: {
  axis: Range;
  range: Range;
  end: 'from' | 'to';
  describe: (value: number) => string;
  least: number;
  onChange: (range: Range) => void;
  onGrab: (event: PointerEvent) => void;
}): JSX.Element {
  const { axis, range, end } = props;
  const step = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    event.stopPropagation();
    const size = (axis.to - axis.from) / (event.shiftKey ? 20 : 200);
    props.onChange(moveEnd(axis, range, end, event.key === 'ArrowRight' ? size : -size, props.least));
  };
  return (
    <div
      className="brush-handle"
      role="slider"
      aria-label={end === 'from' ? 'Begin of the window' : 'End of the window'}
      aria-valuemin={axis.from}
      aria-valuemax={axis.to}
      aria-valuenow={range[end]}
      aria-valuetext={props.describe(range[end])}
      tabIndex={0}
      style={{ left: `${shareOf(axis, range[end]) * 100}%` }}
      onPointerDown={props.onGrab}
      onKeyDown={step}
    >
      <span className="brush-grip" />
    </div>
  );
}
