import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePath } from './make-path.test-support.ts';
import { formatChance, tellPath, tellSeen, tellService, tellSteps } from './path-words.ts';

describe('words of a path', () => {
  it.each([
    [1, '1.00'],
    [0.55, '0.55'],
    [0.1375, '0.14'],
    [0.0999, '0.10'],
    [0.048, '0.048'],
    [0.0071, '0.0071'],
    [0.00071, '0.0007'],
    [0.00001, '< 0.0001'],
    [0, '0.00'],
  ])('writes %d as %s', (chance, text) => {
    expect(formatChance(chance)).toBe(text);
  });

  it('never writes a chance as none, and stays near it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 1, noNaN: true }), (chance) => {
        const written = Number(formatChance(chance));
        expect(written).toBeGreaterThan(0);
        expect(Math.abs(written - chance)).toBeLessThanOrEqual(0.005);
        expect(Math.abs(written - chance) / chance).toBeLessThan(0.51);
      }),
    );
  });

  it('counts steps, names services, and tells how much was seen', () => {
    expect([tellSteps(1), tellSteps(3)]).toEqual(['1 step', '3 steps']);
    expect(tellService({ service: 'ssh', port: 22 })).toBe('ssh 22');
    expect(tellService({ service: '', port: 8443 })).toBe('port 8443');
    expect(tellPath(makePath(['a', 'b', 'c'], 0.3))).toBe(
      'An attack path of 2 steps, chance 0.090, lies over it: name of a, then name of b, then name of c.',
    );
    expect(tellPath(makePath(['a', '\u202eb']))).not.toContain('\u202e');
    const [seen] = makePath(['a', 'b']).steps;
    const [open] = makePath(['b', 'c'], 0.5, false).steps;
    expect(tellSeen({ steps: [seen, open].filter((step) => step !== undefined) })).toBe('1 of 2');
  });
});
