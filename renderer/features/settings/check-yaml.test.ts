import { describe, expect, it } from 'vitest';
import { checkYaml } from './check-yaml.ts';

describe('yaml check', () => {
  it('finds nothing in a good file', () => {
    expect(checkYaml('beacon:\n  minCalls: 6 # reason\n')).toEqual([]);
  });
  it('names the line of a mistake', () => {
    expect(checkYaml('a: 1\nb: [1, 2\nc: 3\n')[0]?.line).toBeGreaterThanOrEqual(2);
    expect(checkYaml('a: 1\na: 2\n')[0]).toMatchObject({ line: 2 });
  });
});
