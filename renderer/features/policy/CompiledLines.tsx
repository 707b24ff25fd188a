import { type JSX, useEffect, useMemo, useRef } from 'react';
import type { z } from 'zod';
import type { compiledLineSchema } from '../../../shared/contract/policy-preview.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { foldLines } from './fold-lines.ts';
import './compiled.css';

/** See {@link compiledLineSchema}. */
type CompiledLine = z.infer<typeof compiledLineSchema>;

const marks = { same: ' ', added: '+', removed: '−' } as const;
const words = { same: '', added: 'added: ', removed: 'removed: ' } as const;
/** More lines than anybody reads; the rest is counted. */
const most = 3000;

/** Lines of rules, added and removed ones marked; those of a policy's line lead there, and the line under the cursor shows its rules. */
export function CompiledLines(props: {
  label: string;
  lines: readonly CompiledLine[];
  onlyChanges: boolean;
  policy: string;
  /** Line of the policy that is pointed at, 0 for none. */
  line: number;
  /** Absent where there is no policy beside to go to. */
  onLine?: ((line: number) => void) | undefined;
}): JSX.Element {
  const { lines, onlyChanges, policy, line, onLine } = props;
  const shown = useMemo(() => foldLines(lines, onlyChanges), [lines, onlyChanges]);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (line > 0) list.current?.querySelector('.compiled-pointed')?.scrollIntoView({ block: 'nearest' });
  }, [line]);
  return (
    <ol className="compiled-lines mono" aria-label={props.label} ref={list} tabIndex={0}>
      {shown.slice(0, most).map((part) =>
        part.kind === 'folded' ? (
          <li key={`folded ${String(part.at)}`} className="compiled-folded third">
            {formatCount(part.count)} {part.count === 1 ? 'line' : 'lines'} as {part.count === 1 ? 'it is' : 'they are'}
          </li>
        ) : (
          <li
            key={part.at}
            className={`compiled-line compiled-${part.line.change}${line > 0 && part.line.line === line && part.line.policy === policy ? ' compiled-pointed' : ''}`}
          >
            <span className="compiled-mark" aria-hidden="true">
              {marks[part.line.change]}
            </span>
            <span className="compiled-text">
              <span className="visually-hidden">{words[part.line.change]}</span>
              <HostileText text={part.line.text.replaceAll('\t', '  ')} />
            </span>
            {part.line.policy === '' || part.line.line === 0 ? null : onLine !== undefined &&
              part.line.policy === policy &&
              part.line.change !== 'removed' ? (
              <button type="button" className="link-button" onClick={() => onLine(part.line.line)}>
                line {part.line.line}
              </button>
            ) : (
              <span className="third">
                <HostileText text={part.line.policy} />, line {part.line.line}
              </span>
            )}
          </li>
        ),
      )}
      {shown.length > most ? <li className="third">and {formatCount(shown.length - most)} more</li> : null}
    </ol>
  );
}
