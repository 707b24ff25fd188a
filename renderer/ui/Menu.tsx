import { type JSX, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { stepIndex } from './step-index.ts';
import './overlays.css';

/** One entry of a menu. `checked` makes it one of several choices. */
export interface MenuItem {
  key: string;
  label: ReactNode;
  detail?: ReactNode;
  checked?: boolean;
  disabledReason?: string;
  onPick: () => void;
}

/** A button that opens a menu under it; arrows, Home, End and Escape work, the focus returns to the button. */
export function Menu(props: {
  label: string;
  button: ReactNode;
  items: readonly MenuItem[];
  buttonClass?: string;
  /** The button shows no words: the label is then its name, else it is read out before them. */
  iconOnly?: boolean;
  /** Stands above the entries, not an entry itself. */
  head?: ReactNode;
  align?: 'left' | 'right';
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const trigger = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open) return undefined;
    const entries = box.current?.querySelectorAll<HTMLElement>('[role^=menuitem]');
    const checked = [...(entries ?? [])].find((entry) => entry.getAttribute('aria-checked') === 'true');
    (checked ?? entries?.[0])?.focus();
    const outside = (event: PointerEvent): void => {
      if (event.target instanceof Node && box.current?.contains(event.target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  const close = (): void => {
    setOpen(false);
    trigger.current?.focus();
  };
  const move = (event: KeyboardEvent): void => {
    const entries = [...(box.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];
    const at = entries.findIndex((entry) => entry === document.activeElement);
    const next = stepIndex(event.key, at, entries.length);
    if (event.key === 'Escape') close();
    else if (event.key === 'Tab') setOpen(false);
    else if (next !== null) entries[next]?.focus();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="menu-anchor" ref={box}>
      <button
        ref={trigger}
        type="button"
        className={props.buttonClass ?? 'button button-default'}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={props.iconOnly === true ? props.label : undefined}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown') return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        {props.iconOnly === true ? null : <span className="visually-hidden">{props.label}: </span>}
        {props.button}
      </button>
      {open ? (
        <div className={`menu menu-${props.align ?? 'left'}`}>
          {props.head === undefined ? null : <div className="menu-head">{props.head}</div>}
          <div role="menu" aria-label={props.label} tabIndex={-1} onKeyDown={move}>
            {props.items.map((item) => (
              <MenuEntry key={item.key} item={item} onDone={close} />
            ))}
          </div>
        </div>
      ) : null}
    </div>
  );
}

function MenuEntry({ item, onDone }: { item: MenuItem; onDone: () => void }): JSX.Element {
  const blocked = item.disabledReason !== undefined && item.disabledReason !== '';
  return (
    <button
      type="button"
      role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={item.checked}
      aria-disabled={blocked || undefined}
      className="menu-item"
      tabIndex={-1}
      onClick={() => {
        if (blocked) return;
        onDone();
        item.onPick();
      }}
    >
      {item.checked === undefined ? null : (
        <span className="menu-check" aria-hidden="true">
          {item.checked ? '✓' : ''}
        </span>
      )}
      <span className="grow cut">{item.label}</span>
      {item.detail === undefined && !blocked ? null : (
        <span className="menu-detail">{blocked ? item.disabledReason : item.detail}</span>
      )}
    </button>
  );
}
