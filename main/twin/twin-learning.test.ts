import { describe, expect, test } from 'vitest';
import { uuidOf } from '../hosts/vm-facts.test-support.ts';
import type { Observation } from '../telemetry/observation.ts';
import { thread } from './guest-life.test-support.ts';
import { attacks, watch } from './watched-vm.test-support.ts';

const uuid = uuidOf(1);

describe('a VM whose twin still learns', () => {
  const grave = attacks.filter(({ name }) => name !== 'a reverse shell');

  test.each([1, 2, 3])('raises nothing by what it always does (seed %i)', (seed) => {
    const one = watch(seed);
    one.live(290);
    expect(one.book.twin(uuid)?.mode).toBe('learn');
    expect(one.found).toEqual([]);
  });

  test.each(grave)('$name is told at once all the same, and weighs less', ({ act, once, technique }) => {
    const one = watch(4);
    one.live(30);
    const start = one.life.second;
    one.live(15, (second) => (second === 1 || (second > 1 && !once) ? act(one) : []));
    expect(one.book.twin(uuid)?.mode).toBe('learn');
    expect(one.found[0]?.at).toBeLessThanOrEqual(start + 3);
    const last = one.found.at(-1);
    expect(last?.score).toBeGreaterThanOrEqual(0.5);
    expect(last?.score).toBeLessThan(0.7);
    expect(last?.techniques).toContain(technique);
    expect(last?.why).toMatch(/while the twin still learns/);
    expect(new Set(one.found.map(({ id }) => id)).size).toBe(1);
  });

  test.each(grave)('$name is not learned: done again when the VM is known it weighs in full', ({ act, least }) => {
    const one = watch(5);
    one.live(30);
    one.live(15, (second) => (second === 1 ? act(one) : []));
    one.live(900);
    expect(one.book.twin(uuid)?.mode).toBe('watch');
    one.found.length = 0;
    one.live(15, (second) => (second === 1 ? act(one) : []));
    expect(one.found.at(-1)?.score).toBeGreaterThanOrEqual(least);
    expect(one.found.at(-1)?.why).toMatch(/Never learned/);
  });

  test('files that a script writes anew and removes one by one are told while it learns', () => {
    const one = watch(7);
    one.live(30);
    const changed = (parts: { files?: number; deleted?: number }, name: string): Observation =>
      one.life.event(
        { kind: 'write', pathClass: 'srv', bytes: 8192, files: 0, renamed: 0, deleted: 0, ...parts },
        thread('sh', name, 905),
      );
    one.live(10, () => [changed({ files: 5 }, 'head'), changed({ deleted: 5 }, 'rm')]);
    expect(one.found.at(-1)?.techniques).toContain('T1486');
    expect(one.found.at(-1)?.score).toBeGreaterThanOrEqual(0.5);
  });

  test('what a person vouches for in a guided run is learned, and never told', () => {
    const one = watch(6);
    const rewrite = grave.find(({ technique }) => technique === 'T1486');
    one.book.profile(uuid, 'begin', 'the share is packed anew');
    one.live(420, (second) => (second % 60 === 1 ? (rewrite?.act(one) ?? []) : []));
    one.book.profile(uuid, 'end', 'the share is packed anew');
    one.live(60, (second) => (second === 1 ? (rewrite?.act(one) ?? []) : []));
    expect(one.found).toEqual([]);
  });
});
