import type { JSX, MouseEvent, ReactNode, Ref } from 'react';
import { Tooltip } from './Tooltip.tsx';
import './controls.css';

/** A button with its states. `disabledReason` disables it and says why, in words, on hover and to screen readers. */
export function Button(props: {
  children: ReactNode;
  onClick?: ((event: MouseEvent<HTMLButtonElement>) => void) | undefined;
  kind?: 'primary' | 'default' | 'ghost' | 'danger';
  icon?: ReactNode;
  /** Key that does the same, shown as a cap. */
  shortcut?: string | undefined;
  disabledReason?: string | undefined;
  busy?: boolean | undefined;
  label?: string | undefined;
  type?: 'button' | 'submit';
  expanded?: boolean | undefined;
  pressed?: boolean | undefined;
  ref?: Ref<HTMLButtonElement> | undefined;
}): JSX.Element {
  const { ref, kind = 'default', disabledReason = '', busy = false, type = 'button' } = props;
  const blocked = disabledReason !== '';
  const button = (
    <button
      ref={ref}
      type={type === 'submit' ? 'submit' : 'button'}
      className={`button button-${kind}${busy ? ' button-busy' : ''}`}
      aria-disabled={blocked || undefined}
      aria-busy={busy || undefined}
      aria-label={props.label}
      aria-expanded={props.expanded}
      aria-pressed={props.pressed}
      onClick={(event) => {
        if (blocked || busy) event.preventDefault();
        else props.onClick?.(event);
      }}
    >
      {props.icon}
      <span className="button-label">{props.children}</span>
      {props.shortcut === undefined ? null : <kbd className="key">{props.shortcut}</kbd>}
      {blocked ? <span className="visually-hidden">, not available: {disabledReason}</span> : null}
    </button>
  );
  return blocked ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}
