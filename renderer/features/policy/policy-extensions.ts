import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter } from '@codemirror/lint';
import { type Extension, StateEffect, StateField } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import type { EditorHints } from './editor-hints.ts';
import { editorTheme } from './editor-theme.ts';

/** Marks lines (from 1) that something else on the screen points at; none takes the marks away. */
export const pointAt = StateEffect.define<readonly number[]>();

const pointed = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(pointAt)) continue;
      const { doc } = transaction.state;
      const lines = [...new Set(effect.value)].filter((line) => line >= 1 && line <= doc.lines).sort((a, b) => a - b);
      next = Decoration.set(lines.map((line) => Decoration.line({ class: 'cm-pointed' }).range(doc.line(line).from)));
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** All that makes a plain editor one for policies; what is said of the text comes as diagnostics from outside. */
export function policyExtensions(label: string, hints: EditorHints): Extension {
  return [
    lintGutter(),
    lineNumbers(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    bracketMatching(),
    closeBrackets(),
    indentOnInput(),
    indentUnit.of('  '),
    yaml(),
    pointed,
    editorTheme,
    autocompletion({
      icons: false,
      override: [
        ({ state, pos, explicit }) => {
          const found = hints.complete(state.doc.toString(), pos);
          if (found === null || found.options.length === 0) return null;
          // Unasked it comes with the first letters alone, so that Enter after a finished line stays Enter.
          if (!explicit && found.from === pos) return null;
          return { from: found.from, options: found.options.map(toCompletion) };
        },
      ],
    }),
    hoverTooltip((view, pos) => {
      const said = hints.describe(view.state.doc.toString(), pos);
      if (said === null) return null;
      return { pos: said.from, end: said.to, above: true, create: () => ({ dom: drawDocs(said.title, said.text) }) };
    }),
    keymap.of([
      // Tab alone leaves the editor, as everywhere on the page; it takes a completion that is offered, and does nothing while one comes.
      { key: 'Tab', run: (view) => acceptCompletion(view) || completionStatus(view.state) !== null },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      // Ctrl Enter answers questions about hosts in this console; it never writes.
      ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    ]),
    EditorView.domEventHandlers({
      beforeinput: (event, view) => {
        const { main, ranges } = view.state.selection;
        const text = event.data;
        // The browser would keep the look of what is typed over, as an inline style, which the content policy forbids and reports.
        if (event.inputType !== 'insertText' || text === null || event.isComposing || view.state.readOnly) return false;
        if (main.empty || ranges.length > 1 || /^[([{'"`]$/u.test(text)) return false;
        view.dispatch(view.state.replaceSelection(text), { userEvent: 'input.type', scrollIntoView: true });
        event.preventDefault();
        return true;
      },
    }),
    EditorView.contentAttributes.of({
      'aria-label': label,
      // A field that scrolls is reached by the keyboard in every browser.
      tabindex: '0',
      spellcheck: 'false',
      autocapitalize: 'off',
    }),
  ];
}

function toCompletion(suggestion: { label: string; detail: string; apply?: string | undefined }): {
  label: string;
  detail: string;
  apply?: string;
} {
  const { label, detail, apply } = suggestion;
  return apply === undefined ? { label, detail } : { label, detail, apply };
}

function drawDocs(title: string, text: string): HTMLElement {
  const box = document.createElement('div');
  box.className = 'cm-hover-docs';
  const name = document.createElement('code');
  name.textContent = title;
  const words = document.createElement('p');
  words.textContent = text;
  box.append(name, words);
  return box;
}
