import { type JSX, type Ref, useImperativeHandle, useMemo, useRef } from 'react';
import { numberEach } from '../packets/number-each.ts';
import { splitYamlLine } from './yaml-tokens.ts';
import './settings.css';
import './code-editor.css';

/** What can be told to an editor from outside. */
export interface CodeEditorHandle {
  /** Puts the cursor at the begin of a line, from 1. */
  goToLine: (line: number) => void;
}

/** A text field for YAML with line numbers; changed lines and lines with a problem are marked at their number. */
export function CodeEditor(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Lines that differ from what is kept, from 1. */
  changed: ReadonlySet<number>;
  problems: ReadonlyMap<number, string>;
  describedBy: string;
  handle: Ref<CodeEditorHandle>;
}): JSX.Element {
  const { value, changed, problems } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const lines = useMemo(() => value.split('\n'), [value]);
  useImperativeHandle(props.handle, () => ({
    goToLine: (line) => {
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
      field.current?.focus();
      field.current?.setSelectionRange(start, start);
      field.current?.parentElement?.querySelector(`[data-line="${line}"]`)?.scrollIntoView({ block: 'center' });
    },
  }));
  return (
    <div className="code mono">
      <div className="code-lines" aria-hidden="true">
        {lines.map((text, at) => {
          const line = at + 1;
          const problem = problems.has(line);
          const mark = problem ? '✕' : changed.has(line) ? '+' : ' ';
          return (
            // Lines have no identity beside their number.
            <div
              key={line}
              data-line={line}
              className={
                problem ? 'code-line code-problem' : changed.has(line) ? 'code-line code-changed' : 'code-line'
              }
            >
              <span className="code-number">{line}</span>
              <span className="code-mark">{mark}</span>
              <span className="code-text">
                {numberEach(splitYamlLine(text)).map(({ number, item: token }) => (
                  <span key={number} className={`code-${token.kind}`}>
                    {token.text}
                  </span>
                ))}
              </span>
            </div>
          );
        })}
      </div>
      <textarea
        ref={field}
        className="code-field"
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={problems.size > 0}
        value={value}
        rows={lines.length}
        wrap="off"
        spellCheck={false}
        autoComplete="off"
        maxLength={200_000}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </div>
  );
}
