import { expect, it } from 'vitest';
import { shortenTechnique } from './shorten-technique.ts';

it.each([
  ['Application Layer Protocol: Web Protocols', 'Web Protocols'],
  ['Network Service Discovery', 'Network Service Discovery'],
])('%s reads %s', (name, short) => {
  expect(shortenTechnique(name)).toBe(short);
});
