import { expect, it } from 'vitest';
import { tellBlock } from './tell-block.ts';

const fine = { errors: 0, saved: true, isNew: false, permittedHosts: 1, pending: false, brokenInvariants: 0 };

it.each([
  [{}, ''],
  [{ errors: 1 }, 'fix 1 error first'],
  [{ errors: 2, saved: false }, 'fix 2 errors first'],
  [{ saved: false }, 'save the draft first'],
  [{ isNew: true }, 'save the draft first'],
  [{ brokenInvariants: 1 }, 'an invariant does not hold'],
  [{ brokenInvariants: 3 }, 'some invariants do not hold'],
  [{ permittedHosts: 0 }, 'no host permits enforcing: Settings, Hosts'],
  [{ pending: true }, 'a change waits for your answer first'],
])('%j', (part, words) => {
  expect(tellBlock({ ...fine, ...part })).toBe(words);
});
