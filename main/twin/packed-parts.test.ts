import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vmFacts, uuidOf } from '../hosts/vm-facts.test-support.ts';
import { GuestLife } from './guest-life.test-support.ts';
import { packParts, unpackParts } from './packed-parts.ts';
import { Twin } from './twin.ts';
import { readModels, writeModels } from './twin-models.ts';
import { TWIN_SETTINGS } from './twin-settings.ts';
import { readTwin, writeTwin } from './twin-state.ts';

function grown(seconds: number): Twin {
  const life = new GuestLife(uuidOf(1), 3);
  const twin = new Twin(uuidOf(1), TWIN_SETTINGS);
  twin.facts = vmFacts(1);
  for (let second = 0; second < seconds; second++) {
    for (const observation of life.next()) {
      if (observation.kind === 'agent') twin.takeAgent(observation.record, observation.time);
      else if (observation.kind === 'rates') twin.takeRates(observation.row);
    }
  }
  return twin;
}

describe('what is written of a twin', () => {
  test('parts come back as they were', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (head, parts) => {
        const read = unpackParts(packParts({ head, parts }));
        expect(JSON.stringify(read.head)).toBe(JSON.stringify(head));
        expect(read.parts.map((part) => [...part])).toEqual(parts.map((part) => [...part]));
      }),
    );
  });

  test('is read to the same twin, which is written alike', () => {
    const twin = grown(420);
    const bytes = writeTwin(twin);
    const again = new Twin(uuidOf(1), TWIN_SETTINGS);
    readTwin(again, bytes);
    expect(again.mode).toBe('watch');
    expect(again.tracks.syscalls.streams.size).toBe(twin.tracks.syscalls.streams.size);
    expect([...writeTwin(again)]).toEqual([...bytes]);
  });

  test('is refused wherever it is cut or changed, and leaves the twin fit to go on', () => {
    const bytes = writeModels(grown(60));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const damaged = cut ? bytes.slice(0, at) : bytes.slice();
        if (!cut) damaged[at] = value;
        const twin = new Twin(uuidOf(1), TWIN_SETTINGS);
        try {
          readModels(twin, damaged);
        } catch (problem) {
          expect(problem).toBeInstanceOf(Error);
        }
        twin.advance(1e15);
      }),
      { numRuns: 300 },
    );
  });
});
