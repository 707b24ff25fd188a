import { ArrowRight, Ban, Check, CircleHelp } from 'lucide-react';
import { type JSX, type KeyboardEvent, useRef } from 'react';
import type { PolicyPreview } from '../../../shared/contract/policy-preview.ts';
import { formatCount } from '../../ui/format-count.ts';
import { stepIndex } from '../../ui/step-index.ts';
import { type Shown, tellCount } from './preview-words.ts';

const cells = [
  { value: 'denied', label: 'permitted → denied', icon: Ban },
  { value: 'permitted', label: 'denied → permitted', icon: ArrowRight },
  { value: 'uncertain', label: 'uncertain', icon: CircleHelp },
  { value: 'unchanged', label: 'unchanged', icon: Check },
] as const;

/** The four counts that answer what a draft changes; the chosen one is what the list under them shows. */
export function PreviewCounts(props: {
  preview: PolicyPreview;
  value: Shown;
  onChange: (value: Shown) => void;
}): JSX.Element {
  const { preview, value, onChange } = props;
  const group = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent): void => {
    const next = stepIndex(
      event.key,
      cells.findIndex((cell) => cell.value === value),
      cells.length,
    );
    const target = next === null ? undefined : cells[next];
    if (target === undefined) return;
    event.preventDefault();
    onChange(target.value);
    group.current?.querySelectorAll('button')[next ?? 0]?.focus();
  };
  return (
    <div className="preview-counts" ref={group} role="radiogroup" aria-label="What the draft changes">
      {cells.map(({ value: cell, label, icon: Icon }) => (
        <button
          key={cell}
          type="button"
          role="radio"
          aria-checked={cell === value}
          tabIndex={cell === value ? 0 : -1}
          className={`preview-count preview-${cell}`}
          onKeyDown={move}
          onClick={() => onChange(cell)}
        >
          <span className="preview-count-name">
            <Icon size={13} aria-hidden="true" />
            {label}
          </span>
          <span className="preview-count-line">
            <span className="text-number">{formatCount(preview[cell].flows)}</span>
            <span className="third text-table cut">{tellCount(cell, preview)}</span>
          </span>
        </button>
      ))}
    </div>
  );
}
