import { Search } from 'lucide-react';
import { type JSX, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useEngineQuery } from '../../data/queries.ts';
import { useSession } from '../../data/use-session.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { stepIndex } from '../../ui/step-index.ts';
import type { PaletteEntry } from './palette-entry.ts';
import { rankEntries } from './rank-entries.ts';
import { useHitEntries, usePaletteEntries } from './use-palette-entries.ts';
import './palette.css';

const groups = ['Found in this session', 'Go', 'Do'] as const;
/** How long typing must rest before the engine is asked, milliseconds. */
const rest = 120;

/** Goes, finds and runs from the keyboard: a field over a list, arrows choose, Enter runs, Escape closes. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="finder"
      aria-label="Palette: go, find, run"
      onClose={onClose}
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {open ? <PaletteBox onClose={onClose} /> : null}
    </dialog>
  );
}

function PaletteBox({ onClose }: { onClose: () => void }): JSX.Element {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text.trim()), rest);
    return () => clearTimeout(timer);
  }, [text]);
  const { session } = useSession();
  const found = useEngineQuery(
    'search.find',
    { session: session?.id ?? '', text: asked },
    { enabled: session !== null && asked !== '', keep: true },
  );
  const own = usePaletteEntries();
  const toEntries = useHitEntries(session?.id ?? null);
  const hits = asked === '' || text.trim() === '' ? [] : toEntries(found.data?.hits ?? []);
  const ranked = rankEntries(own, text);
  const entries = groups.flatMap((group) => [...hits, ...ranked].filter((entry) => entry.group === group)).slice(0, 60);
  const chosen = Math.min(at, entries.length - 1);
  useEffect(() => {
    list.current?.querySelectorAll('[role=option]')[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  const run = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    entry.run();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') run(entries[chosen]);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
      setAt(stepIndex(event.key, chosen, entries.length) ?? 0);
    else return;
    event.preventDefault();
  };
  const searching = found.isFetching && asked !== '';
  return (
    <div className="finder-box">
      <label className="finder-field">
        <Search size={15} aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label="Go, find, run"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={chosen < 0 ? undefined : `${id}-${chosen}`}
          aria-autocomplete="list"
          placeholder="Search VMs, peers, names, or run a command"
          // The palette is opened to type into it.
          ref={(field) => field?.focus()}
          maxLength={200}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
        <kbd className="key" aria-hidden="true">
          Esc
        </kbd>
      </label>
      <div id={`${id}-list`} ref={list} className="finder-list" role="listbox" aria-label="Results">
        {groups.map((group) => {
          const first = entries.findIndex((entry) => entry.group === group);
          if (first < 0) return null;
          return (
            <div key={group} role="group" aria-labelledby={`${id}-${group}`}>
              <div id={`${id}-${group}`} className="finder-group text-caption third" role="presentation">
                {group}
              </div>
              {entries.map((entry, index) =>
                entry.group === group ? (
                  // Keys work in the field, which keeps the focus.
                  <div
                    key={entry.key}
                    id={`${id}-${index}`}
                    role="option"
                    aria-selected={index === chosen}
                    className="finder-entry"
                    onPointerMove={() => setAt(index)}
                    tabIndex={-1}
                    onPointerUp={() => run(entry)}
                  >
                    <span className="cut palette-label">
                      <HostileText text={entry.label} cut />
                    </span>
                    <span className="cut third palette-detail">
                      <HostileText text={entry.detail} cut />
                    </span>
                  </div>
                ) : null,
              )}
            </div>
          );
        })}
      </div>
      <p className="finder-foot text-caption third" role="status">
        {entries.length === 0
          ? searching
            ? 'Searching'
            : 'Nothing matches'
          : `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}${searching ? ', searching' : ''}`}
        <span>
          <kbd className="key">↑</kbd> <kbd className="key">↓</kbd> choose <kbd className="key">Enter</kbd> go
        </span>
      </p>
    </div>
  );
}
