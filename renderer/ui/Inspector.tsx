import { X } from 'lucide-react';
import { type JSX, type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import { IconButton } from './IconButton.tsx';
import { readStored, writeStored } from './stored.ts';
import './overlays.css';
import './panel.css';

const narrowest = 240;
const widest = 480;

/** Keeps a width inside what an inspector may take, 240 to 480 pixels. */
export function clampInspector(width: number): number {
  return Math.min(widest, Math.max(narrowest, Math.round(width)));
}

/** The pane at the right: resizable by its left edge (or arrows on it), width remembered under `name`. */
export function Inspector(props: {
  name: string;
  label: string;
  title: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  onClose?: () => void;
  initialWidth?: number;
  children: ReactNode;
}): JSX.Element {
  const key = `mien.inspector.${props.name}`;
  const [width, setWidth] = useState(() => clampInspector(Number(readStored(key)) || (props.initialWidth ?? 320)));
  const keep = (next: number): void => {
    const kept = clampInspector(next);
    setWidth(kept);
    writeStored(key, String(kept));
  };
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) return;
    const right = event.currentTarget.parentElement?.getBoundingClientRect().right ?? window.innerWidth;
    keep(right - event.clientX);
  };
  const step = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    keep(width + (event.key === 'ArrowLeft' ? 16 : -16));
  };
  return (
    <aside className="inspector" aria-label={props.label} style={{ width }}>
      <div
        className="inspector-edge"
        role="separator"
        aria-orientation="vertical"
        aria-label={`Width of ${props.label}`}
        aria-valuenow={width}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        tabIndex={0}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={drag}
        onKeyDown={step}
      />
      <header className="inspector-head">
        <h2 className="text-head">{props.title}</h2>
        <span className="text-table third">{props.note}</span>
        <span className="panel-actions">
          {props.actions}
          {props.onClose === undefined ? null : (
            <IconButton label={`Close ${props.label}`} onClick={props.onClose}>
              <X size={15} aria-hidden="true" />
            </IconButton>
          )}
        </span>
      </header>
      <div className="inspector-body">{props.children}</div>
    </aside>
  );
}
