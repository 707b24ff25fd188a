import { isPlainWord } from './is-plain-word.ts';
import type { PolicyNames } from './policy-names.ts';
import type { ValueShape } from './value-shape.ts';
import { shapesAt } from './shapes-at.ts';
import { placeOf, type TextPlace } from './text-place.ts';

/** A word that may stand somewhere. */
export interface Completion {
  label: string;
  /** What it means, in a few words. */
  detail: string;
  /** What is written, where that is more than the label. */
  apply?: string;
}

const MOST = 100;

/**
 * What may be written at an offset, in place of what stands from `from` to there. It needs no text that can be read: what is around it decides.
 * @returns null where nothing is known
 */
export function completeAt(
  text: string,
  offset: number,
  names: PolicyNames | null,
): { from: number; options: Completion[] } | null {
  const place = placeOf(text, offset);
  if (place === null) return null;
  const quote = /^["']/.exec(place.word)?.[0] ?? '';
  const word = place.word.slice(quote.length).toLowerCase();
  const shapes = shapesAt(place.path);
  const options = shapes.flatMap((shape) => optionsOf(shape, place, names));
  const fitting = new Map<string, Completion>();
  for (const option of [
    ...options.filter(({ label }) => begins(label, word)),
    ...options.filter(({ label }) => holds(label, word)),
  ])
    if (!fitting.has(option.label)) fitting.set(option.label, option);
  if (fitting.size === 0) return null;
  return { from: place.from, options: [...fitting.values()].slice(0, MOST) };
}

function optionsOf(shape: ValueShape, place: TextPlace, names: PolicyNames | null): Completion[] {
  switch (shape.type) {
    case 'map': {
      const keys = Object.entries(shape.keys).filter(([key]) => !place.taken.includes(key));
      const isChosen = shape.exactlyOne?.some((key) => place.taken.includes(key)) ?? false;
      return keys
        .filter(([key]) => !(isChosen && shape.exactlyOne?.includes(key)))
        .map(([key, { doc }]) => ({
          label: key,
          detail: doc,
          apply: place.kind === 'key' ? `${key}: ` : `{ ${key}: `,
        }));
    }
    case 'choice':
      return Object.entries(shape.words).map(([label, detail]) => ({ label, detail }));
    case 'text': {
      const known = shape.names === undefined ? [] : (names?.[shape.names] ?? []);
      if (known.length > 0)
        return known.map((name) => ({
          label: name,
          detail: '',
          ...(isPlainWord(name) ? {} : { apply: JSON.stringify(name) }),
        }));
      return [{ label: shape.example, detail: 'for example' }];
    }
    case 'number':
      return [];
    case 'list':
    case 'either':
      return [];
  }
}

function begins(label: string, word: string): boolean {
  return label.toLowerCase().replace(/^"/, '').startsWith(word);
}

function holds(label: string, word: string): boolean {
  return word.length > 1 && label.toLowerCase().includes(word);
}
