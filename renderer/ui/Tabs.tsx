import { type JSX, type KeyboardEvent, type ReactNode, useRef } from 'react';
import { stepIndex } from './step-index.ts';
import './controls.css';

/** One tab; `count` stands beside its label. */
export interface Tab<Value extends string> {
  value: Value;
  label: ReactNode;
  count?: string | undefined;
}

/** A row of tabs. The panel they show is the caller's: give it `role="tabpanel"` and the id `panelId`. */
export function Tabs<Value extends string>(props: {
  label: string;
  tabs: readonly Tab<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  panelId: string;
}): JSX.Element {
  const { tabs, value, onChange } = props;
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const next = stepIndex(
      event.key,
      tabs.findIndex((tab) => tab.value === value),
      tabs.length,
    );
    const target = next === null ? undefined : tabs[next];
    if (target === undefined) return;
    event.preventDefault();
    onChange(target.value);
    list.current?.querySelectorAll('button')[next ?? 0]?.focus();
  };
  return (
    <div ref={list} className="tabs" role="tablist" aria-label={props.label}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          aria-selected={tab.value === value}
          aria-controls={props.panelId}
          tabIndex={tab.value === value ? 0 : -1}
          className="tab"
          onKeyDown={move}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
          {tab.count === undefined ? null : <span className="tab-count mono">{tab.count}</span>}
        </button>
      ))}
    </div>
  );
}
