import type { SurprisingEvent } from '../telemetry/finding.ts';

/** Events of a window that is kept, written as JSON, each text once: a fleet keeps tens of thousands, and few are ever looked at. */
export type PackedEvents = string;

interface Written {
  /** Time of the first event; others are told from it. */
  from: number;
  texts: string[];
  /** What was expected, each once: place of the text and its probability in turn. */
  expected: number[][];
  /** Time, text, bits, what was expected and whether it was ever learned, in turn. */
  events: number[];
}

const WIDTH = 5;
/** Finer differences are told nowhere. */
const BITS = 1000;
const SHARES = 1e5;

/** Writes what a window tells of its events. */
export function packEvents(events: readonly SurprisingEvent[]): PackedEvents {
  const from = events[0]?.time ?? 0;
  const texts = new Map<string, number>();
  const expected = new Map<string, number>();
  const placeIn = (known: Map<string, number>, key: string): number => {
    const place = known.get(key) ?? known.size;
    known.set(key, place);
    return place;
  };
  const numbers = events.flatMap((event) => {
    const instead = event.expected.flatMap(({ text, probability }) => [
      placeIn(texts, text),
      Math.round(probability * SHARES) / SHARES,
    ]);
    return [
      event.time - from,
      placeIn(texts, event.text),
      Math.round(event.bits * BITS) / BITS,
      placeIn(expected, instead.join(' ')),
      Number(event.never),
    ];
  });
  const written: Written = {
    from,
    texts: [...texts.keys()],
    expected: [...expected.keys()].map((key) => (key === '' ? [] : key.split(' ').map(Number))),
    events: numbers,
  };
  return JSON.stringify(written);
}

/** The events that {@link packEvents} wrote. */
export function unpackEvents(packed: PackedEvents): SurprisingEvent[] {
  const { from, texts, expected, events } = JSON.parse(packed) as Written;
  return Array.from({ length: events.length / WIDTH }, (_, index) => {
    const [time = 0, text = 0, bits = 0, instead = 0, never = 0] = events.slice(index * WIDTH, (index + 1) * WIDTH);
    const pairs = expected[instead] ?? [];
    return {
      time: from + time,
      text: texts[text] ?? '',
      bits,
      expected: Array.from({ length: pairs.length / 2 }, (_pair, at) => ({
        text: texts[pairs[2 * at] ?? 0] ?? '',
        probability: pairs[2 * at + 1] ?? 0,
      })),
      never: never === 1,
    };
  });
}
