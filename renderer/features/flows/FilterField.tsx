import { Filter as FilterIcon } from 'lucide-react';
import { type JSX, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { parseFilter } from '../../../shared/filter/parse-filter.ts';
import { useShortcut } from '../../ui/use-shortcut.ts';
import './flows.css';

const examples = [
  ['ip:10.0.0.5', 'either end; src: and dst: for one, networks as 10.0.0.0/8'],
  ['port:443', 'either port; sport:, dport:, ranges as port:1-1023'],
  ['service:tls', 'also state:S0, proto:udp, tunnel:vxlan, vlan:7'],
  ['name:example', 'part of a server name, host, query or banner'],
  ['bytes>1M', 'also bytesOut, bytesIn, packets, duration>=2m'],
  ['not (port:53 or port:123)', 'terms side by side must all hold'],
] as const;

/** How long typing must rest before a readable filter is applied, milliseconds. */
const rest = 300;

/**
 * Field for the filter language. A filter is applied once it can be read and typing rests, or at Enter; one that
 * cannot be read names what is wrong and where, and the list stays as it was.
 */
export function FilterField(props: {
  label: string;
  value: string;
  onChange: (filter: string) => void;
  /** Chips of what else narrows the list. */
  chips?: ReactNode;
  /** What the engine could not read, if it saw more than the check here. */
  refused?: { message: string; offset: number } | null;
}): JSX.Element {
  const { value, onChange } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const [applied, setApplied] = useState(value);
  const [focused, setFocused] = useState(false);
  if (applied !== value) {
    // The URL changed by another hand (a link, back, a cleared chip): the field follows.
    setApplied(value);
    setText(value);
  }
  useShortcut('/', () => input.current?.focus());
  const { error } = parseFilter(text);
  const problem = error ?? (text === value ? (props.refused ?? null) : null);
  const apply = (next: string): void => {
    if (parseFilter(next).error !== null || next === value) return;
    setApplied(next);
    onChange(next);
  };
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  });
  useEffect(() => {
    const timer = setTimeout(() => latest.current(text), rest);
    return () => clearTimeout(timer);
  }, [text]);
  const help = focused && (problem !== null || text === '');
  return (
    <div className="filter-field">
      <FilterIcon size={13} aria-hidden="true" />
      <input
        ref={input}
        type="text"
        role="searchbox"
        className="mono"
        aria-label={props.label}
        aria-invalid={problem !== null}
        aria-describedby={help || problem !== null ? id : undefined}
        placeholder="Filter, for example port:443 or name:example"
        spellCheck={false}
        autoComplete="off"
        maxLength={1000}
        value={text}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') apply(text);
          if (event.key !== 'Escape') return;
          event.preventDefault();
          if (text === '') event.currentTarget.blur();
          else setText('');
        }}
      />
      {props.chips}
      {text === '' ? (
        <kbd className="key" aria-hidden="true">
          /
        </kbd>
      ) : null}
      {problem !== null || help ? (
        <div id={id} className="filter-help">
          {problem === null ? null : (
            <p className="filter-problem" role="status">
              <span aria-hidden="true">✕ </span>
              {problem.message}{' '}
              <span className="third">
                at {problem.offset + 1}: <code>{text.slice(problem.offset, problem.offset + 24) || 'the end'}</code>.
                The list stays as it was.
              </span>
            </p>
          )}
          {help && problem === null
            ? examples.map(([example, words]) => (
                <p key={example}>
                  <code>{example}</code>
                  <span className="third">{words}</span>
                </p>
              ))
            : null}
        </div>
      ) : null}
    </div>
  );
}
