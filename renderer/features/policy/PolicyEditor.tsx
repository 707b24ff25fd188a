import { nextDiagnostic, setDiagnostics } from '@codemirror/lint';
import { Annotation, Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { type JSX, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { Finding } from '../../../shared/policy/policy.ts';
import type { EditorHints } from './editor-hints.ts';
import { listDiagnostics } from './list-diagnostics.ts';
import { pointAt, policyExtensions } from './policy-extensions.ts';

/** What can be told to the editor from outside. */
export interface PolicyEditorHandle {
  /** Puts the cursor at the begin of a line, from 1, and the focus into the editor. */
  goToLine: (line: number) => void;
  /** Goes to the next thing that is said of the text. */
  nextFinding: () => void;
}

/** A change that came from outside and is not to be told there again. */
const fromOutside = Annotation.define<true>();

/**
 * The editor of policies. It lives in a shadow root: there its styles are adopted style sheets, which the page's content policy allows, and
 * not style elements, which it forbids.
 */
export function PolicyEditor(props: {
  /** Its name while it stands; another one later changes nothing. */
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Hears the line (from 1) that the cursor comes to. */
  onLine?: ((line: number) => void) | undefined;
  findings: readonly Finding[];
  /** Lines that something else on the screen points at. */
  pointed: readonly number[];
  readOnly: boolean;
  hints: EditorHints;
  handle?: Ref<PolicyEditorHandle>;
}): JSX.Element {
  const { value, findings, pointed, readOnly, hints } = props;
  const host = useRef<HTMLDivElement>(null);
  const editor = useRef<EditorView | null>(null);
  const writable = useRef(new Compartment());
  /** Texts that were told outside and did not come back as `value` yet: typing may run ahead of drawing, and is never undone by it. */
  const told = useRef<string[]>([]);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (host.current === null) return undefined;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    let line = 1;
    const view = new EditorView({
      parent: root,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          policyExtensions(latest.current.label, hints),
          writable.current.of(EditorState.readOnly.of(latest.current.readOnly)),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !update.transactions.some((part) => part.annotation(fromOutside) === true)) {
              const text = update.state.doc.toString();
              told.current.push(text);
              latest.current.onChange(text);
            }
            const at = update.state.doc.lineAt(update.state.selection.main.head).number;
            if (at !== line) latest.current.onLine?.(at);
            line = at;
          }),
        ],
      }),
    });
    editor.current = view;
    return () => {
      editor.current = null;
      view.destroy();
    };
  }, [hints]);
  useEffect(() => {
    const view = editor.current;
    if (view === null) return;
    const at = told.current.lastIndexOf(value);
    if (at >= 0) {
      told.current = told.current.slice(at + 1);
      return;
    }
    told.current = [];
    const before = view.state.doc.toString();
    if (before !== value) view.dispatch({ changes: findChange(before, value), annotations: fromOutside.of(true) });
  }, [value]);
  useEffect(() => {
    editor.current?.dispatch({ effects: writable.current.reconfigure(EditorState.readOnly.of(readOnly)) });
  }, [readOnly]);
  useEffect(() => {
    const view = editor.current;
    if (view !== null) view.dispatch(setDiagnostics(view.state, listDiagnostics(findings, view.state.doc)));
  }, [findings]);
  useEffect(() => {
    editor.current?.dispatch({ effects: pointAt.of(pointed) });
  }, [pointed]);
  useImperativeHandle(props.handle, () => ({
    goToLine: (line) => {
      const view = editor.current;
      if (view === null) return;
      const anchor = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines)).from;
      view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
      view.focus();
    },
    nextFinding: () => {
      if (editor.current === null) return;
      nextDiagnostic(editor.current);
      editor.current.focus();
    },
  }));
  return <div className="policy-editor" ref={host} />;
}

/** The one stretch in which two texts differ, so that cursor and marks outside it stay where they are. */
function findChange(before: string, after: string): { from: number; to: number; insert: string } {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  return { from: head, to: before.length - tail, insert: after.slice(head, after.length - tail) };
}
