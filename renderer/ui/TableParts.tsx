import type { JSX } from 'react';
import { Button } from './Button.tsx';
import { formatCount } from './format-count.ts';
import type { TablePart } from './table-parts.ts';
import './data-table.css';

/** Second scroll level of a list longer than one scrolled area can hold. */
export function TableParts(props: { part: TablePart; rowCount: number; onPart: (index: number) => void }): JSX.Element {
  const { part, rowCount, onPart } = props;
  const text = `Rows ${formatCount(part.first + 1)} – ${formatCount(part.first + part.length)} of ${formatCount(rowCount)}`;
  return (
    <div className="data-table-parts">
      <Button
        kind="ghost"
        onClick={() => onPart(part.index - 1)}
        disabledReason={part.index === 0 ? 'these are the first rows' : ''}
      >
        Earlier rows
      </Button>
      <input
        type="range"
        min={0}
        max={part.parts - 1}
        step={1}
        value={part.index}
        aria-label="Part of the list"
        aria-valuetext={text}
        onChange={(event) => onPart(event.target.valueAsNumber)}
      />
      <Button
        kind="ghost"
        onClick={() => onPart(part.index + 1)}
        disabledReason={part.index === part.parts - 1 ? 'these are the last rows' : ''}
      >
        Later rows
      </Button>
      <span className="text-caption third">{text}</span>
    </div>
  );
}
