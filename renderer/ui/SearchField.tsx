import { Search } from 'lucide-react';
import { type JSX, type KeyboardEvent, type Ref, useRef } from 'react';
import { useShortcut } from './use-shortcut.ts';
import './controls.css';

/** A search field. With `shortcut` that key focuses it; Escape clears it, a second one leaves it. */
export function SearchField(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  shortcut?: string;
  mono?: boolean;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
  invalid?: boolean;
  describedBy?: string;
  ref?: Ref<HTMLInputElement>;
}): JSX.Element {
  const { ref, value, onChange, onKeyDown } = props;
  const box = useRef<HTMLLabelElement>(null);
  useShortcut(props.shortcut ?? '', () => box.current?.querySelector('input')?.focus());
  return (
    <label className="search-field" ref={box}>
      <Search size={14} aria-hidden="true" />
      <input
        ref={ref}
        type="text"
        role="searchbox"
        className={props.mono === true ? 'mono' : undefined}
        aria-label={props.label}
        aria-invalid={props.invalid}
        aria-describedby={props.describedBy}
        placeholder={props.placeholder ?? props.label}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          onKeyDown?.(event);
          if (event.key !== 'Escape' || event.defaultPrevented) return;
          event.preventDefault();
          if (value === '') event.currentTarget.blur();
          else onChange('');
        }}
      />
      {props.shortcut === undefined || value !== '' ? null : (
        <kbd className="key" aria-hidden="true">
          {props.shortcut}
        </kbd>
      )}
    </label>
  );
}
