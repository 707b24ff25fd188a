import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const box = {
  border: '1px solid var(--line-strong)',
  borderRadius: 'var(--radius-control)',
  background: 'var(--raised)',
  boxShadow: 'var(--shadow)',
  color: 'var(--text)',
  font: '400 12px/16px var(--sans)',
};

/** The editor in the console's own tokens; they follow the theme, so there is one look for dark and light. */
export const editorTheme: Extension = [
  EditorView.theme({
    '&': { height: '100%', fontSize: '12.5px', color: 'var(--text)', background: 'var(--bg)' },
    '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px', overflow: 'auto' },
    '.cm-content': { padding: '8px 0', caretColor: 'var(--text)' },
    '.cm-line': { padding: '0 12px 0 6px' },
    '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)', borderLeftWidth: '2px' },
    '.cm-gutters': { background: 'var(--bg)', border: '0', color: 'var(--text-3)' },
    '.cm-lineNumbers .cm-gutterElement': { minWidth: '30px', padding: '0 8px 0 2px' },
    '.cm-gutter-lint': { width: '22px' },
    '.cm-gutter-lint .cm-gutterElement': { padding: '0 0 0 8px' },
    '.cm-lint-marker': { content: 'none', width: 'auto', height: 'auto', fontWeight: '600', lineHeight: '20px' },
    '.cm-lint-marker::after': { font: '600 12px/20px var(--sans)' },
    '.cm-lint-marker-error': { content: 'none' },
    '.cm-lint-marker-error::after': { content: '"✕"', color: 'var(--risk-critical)' },
    '.cm-lint-marker-warning': { content: 'none' },
    '.cm-lint-marker-warning::after': { content: '"△"', color: 'var(--risk-elevated)' },
    '.cm-lint-marker-info': { content: 'none' },
    '.cm-lint-marker-info::after': { content: '"i"', color: 'var(--accent)' },
    '.cm-lintRange': { backgroundImage: 'none', textDecoration: 'underline wavy 1px', textUnderlineOffset: '4px' },
    '.cm-lintRange-error': { textDecorationColor: 'var(--risk-critical)' },
    '.cm-lintRange-warning': { textDecorationColor: 'var(--risk-elevated)' },
    '.cm-lintRange-info': { textDecorationColor: 'var(--accent)' },
    '.cm-activeLine': { background: 'color-mix(in srgb, var(--hover) 55%, transparent)' },
    '.cm-activeLineGutter': { background: 'var(--bg)', color: 'var(--text)' },
    '.cm-pointed': { background: 'var(--selected)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      background: 'var(--band-35)',
    },
    '&.cm-focused .cm-matchingBracket': { background: 'none', outline: '1px solid var(--control)' },
    '.cm-tooltip': box,
    '.cm-tooltip-hover': { maxWidth: '380px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--sans)', maxHeight: '240px', minWidth: '260px' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': {
      display: 'flex',
      alignItems: 'baseline',
      gap: '8px',
      padding: '4px 10px',
      lineHeight: '18px',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      background: 'var(--selected)',
      color: 'var(--text)',
    },
    '.cm-completionLabel': { fontFamily: 'var(--mono)', fontSize: '12px' },
    '.cm-completionMatchedText': { textDecoration: 'none', color: 'var(--accent)', fontWeight: '600' },
    '.cm-completionDetail': { fontStyle: 'normal', color: 'var(--text-3)', marginLeft: '0' },
    '.cm-tooltip.cm-completionInfo': { ...box, padding: '8px 10px', maxWidth: '320px' },
    '.cm-diagnostic': { padding: '6px 10px', borderLeft: '2px solid var(--control)', whiteSpace: 'pre-wrap' },
    '.cm-diagnostic-error': { borderLeftColor: 'var(--risk-critical)' },
    '.cm-diagnostic-warning': { borderLeftColor: 'var(--risk-elevated)' },
    '.cm-diagnostic-info': { borderLeftColor: 'var(--accent)' },
    '.cm-diagnosticAction': {
      font: 'inherit',
      margin: '0 0 0 8px',
      padding: '2px 8px',
      border: '1px solid var(--line-strong)',
      borderRadius: 'var(--radius-control)',
      background: 'var(--surface)',
      color: 'var(--accent)',
    },
    '.cm-panels': { background: 'var(--surface)', color: 'var(--text)' },
    '.cm-hover-docs': { padding: '8px 10px' },
    '.cm-hover-docs code': { fontFamily: 'var(--mono)', color: 'var(--accent)' },
    '.cm-hover-docs p': { margin: '2px 0 0', color: 'var(--text-2)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: tags.definition(tags.propertyName), color: 'var(--accent)' },
      { tag: tags.comment, color: 'var(--text-3)' },
      { tag: [tags.punctuation, tags.separator, tags.bracket, tags.squareBracket, tags.brace], color: 'var(--text-2)' },
      { tag: [tags.string, tags.content], color: 'var(--text)' },
    ]),
  ),
];
