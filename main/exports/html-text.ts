import { visibleText } from './visible-text.ts';

/** Markup that was made by {@link html}: the only text that is taken as markup. */
class Markup {
  // Private, so that nothing that merely looks like it is taken for it.
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }
}
/** See {@link html}. */
export type HtmlText = Markup;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Markup around values. A value is escaped whatever it says, unless it is markup itself or a list of such. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (string | HtmlText | readonly HtmlText[])[]
): HtmlText {
  const written = values.map((value) => {
    if (value instanceof Markup) return value.text;
    if (typeof value !== 'string') return value.map(({ text }) => text).join('');
    return visibleText(value).replaceAll(/[&<>"']/g, (char) => entities[char] ?? '');
  });
  return new Markup(strings.map((part, index) => part + (written[index] ?? '')).join(''));
}
