import { type JSX, type KeyboardEvent, type ReactNode, useRef } from 'react';
import { stepIndex } from './step-index.ts';
import './controls.css';

/** One choice of a segmented control. */
export interface Segment<Value extends string> {
  value: Value;
  label: ReactNode;
  count?: string | undefined;
}

/** A few exclusive choices side by side; arrows move between them. */
export function Segmented<Value extends string>(props: {
  label: string;
  segments: readonly Segment<Value>[];
  value: Value;
  onChange: (value: Value) => void;
}): JSX.Element {
  const { segments, value, onChange } = props;
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const next = stepIndex(
      event.key,
      segments.findIndex((segment) => segment.value === value),
      segments.length,
    );
    const target = next === null ? undefined : segments[next];
    if (target === undefined) return;
    event.preventDefault();
    onChange(target.value);
    group.current?.querySelectorAll('button')[next ?? 0]?.focus();
  };
  return (
    <div ref={group} className="segmented" role="radiogroup" aria-label={props.label}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          role="radio"
          aria-checked={segment.value === value}
          tabIndex={segment.value === value ? 0 : -1}
          className="segment"
          onKeyDown={move}
          onClick={() => onChange(segment.value)}
        >
          {segment.label}
          {segment.count === undefined ? null : <span className="segment-count mono">{segment.count}</span>}
        </button>
      ))}
    </div>
  );
}
