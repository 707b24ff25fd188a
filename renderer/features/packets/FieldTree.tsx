import { type JSX, type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { HostileText } from '../../ui/HostileText.tsx';
import type { FieldRow } from './field-tree.ts';
import './packets.css';

/** The decoded packet as a tree: arrows move and fold, the chosen field is marked in the bytes by the caller. */
export function FieldTree(props: {
  rows: FieldRow[];
  chosen: string | null;
  onChoose: (path: string) => void;
  onFold: (path: string, open: boolean) => void;
}): JSX.Element {
  const { rows, chosen, onChoose, onFold } = props;
  const id = useId();
  const tree = useRef<HTMLDivElement>(null);
  const at = rows.findIndex((row) => row.path === chosen);
  useEffect(() => {
    if (chosen !== null) tree.current?.querySelector(`[data-path="${chosen}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  const pick = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    const row = rows.find((row) => row.path === target?.closest('[data-path]')?.getAttribute('data-path'));
    if (row === undefined) return;
    onChoose(row.path);
    const onArrow = target?.closest('.field-fold') !== null;
    if (row.hasChildren && (onArrow || row.depth === 0)) onFold(row.path, !row.open);
  };
  const press = (event: KeyboardEvent): void => {
    const row = rows[at];
    const step = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: rows.length - 1 }[event.key];
    if (step !== undefined) {
      const next = rows[Math.min(step, rows.length - 1)];
      if (next !== undefined) onChoose(next.path);
    } else if (row === undefined) return;
    else if (event.key === 'ArrowRight' && row.hasChildren)
      if (row.open) onChoose(`${row.path}.0`);
      else onFold(row.path, true);
    else if (event.key === 'ArrowLeft' && row.open) onFold(row.path, false);
    else if (event.key === 'ArrowLeft' && row.parent !== null) onChoose(row.parent);
    else if ((event.key === 'Enter' || event.key === ' ') && row.hasChildren) onFold(row.path, !row.open);
    else return;
    event.preventDefault();
  };

  return (
    <div
      ref={tree}
      className="field-tree"
      role="tree"
      aria-label="Decoded packet"
      tabIndex={0}
      aria-activedescendant={at < 0 ? undefined : `${id}-${chosen}`}
      onKeyDown={press}
      onClick={pick}
    >
      {rows.map((row) => (
        <FieldLine key={row.path} id={`${id}-${row.path}`} row={row} chosen={row.path === chosen} />
      ))}
    </div>
  );
}

function FieldLine(props: { id: string; row: FieldRow; chosen: boolean }): JSX.Element {
  const { row, chosen } = props;
  return (
    // Keys and clicks are handled by the tree, which has the focus.
    <div
      id={props.id}
      role="treeitem"
      data-path={row.path}
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-setsize={row.siblings}
      aria-posinset={row.position}
      aria-selected={chosen}
      aria-expanded={row.hasChildren ? row.open : undefined}
      className={row.depth === 0 ? 'field-line field-layer' : 'field-line'}
      style={{ paddingInlineStart: 8 + Math.min(row.depth, 8) * 18 }}
    >
      <span className="field-fold">
        {!row.hasChildren ? null : row.open ? (
          <ChevronDown size={12} aria-hidden="true" />
        ) : (
          <ChevronRight size={12} aria-hidden="true" />
        )}
      </span>
      <span className="field-label">
        <HostileText text={row.label} />
      </span>
      <span className="field-value mono">
        <HostileText text={row.value} />
      </span>
    </div>
  );
}
