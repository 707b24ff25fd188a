import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import type { Finding } from '../telemetry/finding.ts';
import type { Observation } from '../telemetry/observation.ts';
import { GuestLife, thread } from './guest-life.test-support.ts';
import { packBaselines, unpackBaselines } from './packed-baselines.ts';
import { createTransientMemory } from './transient-memory.ts';
import { TwinBook } from './twin-book.ts';
import { baselineOf, writeTwin } from './twin-state.ts';

const uuid = uuidOf(1);

interface Watched {
  book: TwinBook;
  found: Finding[];
}

function begin(known: ReadonlyMap<string, Uint8Array>, life: GuestLife): Watched {
  const found: Finding[] = [];
  const book = new TwinBook({ memory: createTransientMemory(known), tell: (finding) => found.push(finding) });
  book.observe({ kind: 'machine', facts: vmFacts(1), time: life.time });
  return { book, found };
}

/** A VM whose twin watches, and whose first departure is told already. */
function watched(): Watched & { life: GuestLife } {
  const life = new GuestLife(uuid, 3);
  const one = begin(new Map(), life);
  for (let second = 0; second < 420; second++) for (const observation of life.next()) one.book.observe(observation);
  one.book.observe(life.open('etc-secret', '/etc/shadow', thread('ftp', 'cat', 900)));
  for (let second = 0; second < 10; second++) for (const observation of life.next()) one.book.observe(observation);
  expect(one.found.length).toBeGreaterThan(0);
  return { ...one, life };
}

describe('baselines', () => {
  test('let a recording conclude what was concluded live, without what was found before', () => {
    const { life, ...live } = watched();
    const written = live.book.writeBaselines();
    const played = begin(unpackBaselines(written ?? new Uint8Array()), life);
    expect(played.book.twin(uuid)?.mode).toBe('watch');
    expect(played.found).toEqual([]);
    // What was told before goes on live alone.
    const earlier = new Set(live.found.map(({ id }) => id));
    live.found.length = 0;
    const rest: Observation[] = [];
    for (let second = 0; second < 300; second++) {
      rest.push(...life.next());
      if (second === 200) rest.push(life.open('etc-secret', '/etc/shadow', thread('app', 'cat', 902)));
    }
    for (const { book } of [live, played]) for (const observation of rest) book.observe(observation);
    const told = ({ found }: Watched): unknown[] =>
      found.filter(({ id }) => !earlier.has(id)).map(({ id, score, title }) => [id, score, title]);
    expect(told(played)).toEqual(told(live));
    expect(live.found.at(-1)?.title).toMatch(/shadow/);
    const [before, after] = [live, played].map(({ book }) => book.twin(uuid)?.tracks.syscalls.events ?? 0);
    // A window that was open as the recording began is not in it.
    expect(Math.abs((before ?? 0) - (after ?? 0))).toBeLessThan(256);
  });

  test('are none where nothing was learned', () => {
    expect(begin(new Map(), new GuestLife(uuid, 1)).book.writeBaselines()).toBeNull();
  });

  test('whatever they say, a session begins and goes on', () => {
    const { book, life } = watched();
    const twin = book.twin(uuid);
    const state = twin === undefined ? new Uint8Array() : (baselineOf(writeTwin(twin)) ?? new Uint8Array());
    const rest = Array.from({ length: 8 }, () => life.next()).flat();
    const goOn = (known: ReadonlyMap<string, Uint8Array>): void => {
      const next = begin(known, life);
      for (const observation of rest) next.book.observe(observation);
      next.book.writeBaselines();
    };
    const place = fc.nat(state.length - 1);
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 40 }), place, (changes, cut) => {
        const changed = Uint8Array.from(state);
        for (const [at, value] of changes) changed[at] = value;
        goOn(new Map([[uuid, changed]]));
        goOn(new Map([[uuid, changed.subarray(0, cut)]]));
        goOn(unpackBaselines(packBaselines(new Map([[uuid, state]])).map((byte, at) => (at === cut ? 0 : byte))));
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    [''],
    ['[]'],
    ['{"head":{"format":2},"lengths":[]}'],
    ['{"head":{"format":1,"uuids":["a"]},"lengths":[9]}'],
  ])('of another form (%s) are none', (text) => {
    const bytes = Uint8Array.from([text.length, 0, 0, 0, ...new TextEncoder().encode(text)]);
    expect(unpackBaselines(bytes).size).toBe(0);
  });
});
