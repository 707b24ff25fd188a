import { describe, expect, it } from 'vitest';
import { BlastRadius } from './blast-radius.ts';
import { FlapLimit } from './flap-limit.ts';

describe('the blast radius', () => {
  it.each([
    [5, 3],
    [30, 3],
    [100, 10],
    [500, 50],
  ])('of a fleet of %i is %i VMs an hour', (fleet, most) => {
    const radius = new BlastRadius();
    let acted = 0;
    for (let at = 0; at < fleet; at += 1)
      if (radius.admits(`vm-${at}`, fleet, 0)) {
        radius.note(`vm-${at}`, 0);
        acted += 1;
      }
    expect(acted).toBe(Math.min(most, fleet));
    expect(radius.used(fleet, 0)).toBe(1);
    // One that was acted on already may be acted on again.
    expect(radius.admits('vm-0', fleet, 1)).toBe(true);
    expect(radius.admits(`vm-${fleet}`, fleet, 3_599_999)).toBe(false);
    expect(radius.admits(`vm-${fleet}`, fleet, 3_600_000)).toBe(true);
    expect(radius.used(fleet, 3_600_000)).toBe(0);
  });
});

describe('the flap limit', () => {
  it('allows three repairs in ten minutes', () => {
    const flaps = new FlapLimit();
    expect([0, 1, 2, 3, 599_999].map((at) => flaps.allows(at))).toEqual([true, true, true, false, false]);
    expect(flaps.allows(600_000)).toBe(true);
    expect(flaps.allows(600_000)).toBe(false);
  });
});
