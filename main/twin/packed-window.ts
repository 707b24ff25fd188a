import type { EventWindow } from './event-window.ts';

/** A window that is kept, written as JSON: objects take ten times as much, and few windows are ever learned. */
export type PackedWindow = string;

interface Written extends Omit<EventWindow, 'happenings'> {
  /** Words and peers that occur, each once. */
  texts: string[];
  /** Places of word and peer of each happening in turn. */
  places: number[];
}

/** Writes what learning needs of a window: its runs, and word and peer of each happening. Their texts are told by its events. */
export function packWindow({ happenings, ...window }: EventWindow): PackedWindow {
  const known = new Map<string, number>();
  const placeOf = (text: string): number => {
    const place = known.get(text) ?? known.size;
    known.set(text, place);
    return place;
  };
  const places = happenings.flatMap(({ word, peer }) => [placeOf(word), placeOf(peer)]);
  return JSON.stringify({ ...window, texts: [...known.keys()], places } satisfies Written);
}

/** The window that {@link packWindow} wrote, to be learned. */
export function unpackWindow(packed: PackedWindow): EventWindow {
  const { texts, places, ...window } = JSON.parse(packed) as Written;
  const { service, thread, from } = window;
  return {
    ...window,
    happenings: Array.from({ length: places.length / 2 }, (_, index) => ({
      time: from,
      service,
      thread,
      word: texts[places[2 * index] ?? 0] ?? '',
      text: '',
      habit: '',
      amount: 1,
      peer: texts[places[2 * index + 1] ?? 0] ?? '',
      severity: 0,
      technique: '',
      needsNoBaseline: false,
    })),
  };
}
