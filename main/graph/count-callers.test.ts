import { expect, it } from 'vitest';
import { countCallers } from './count-callers.ts';

it('counts each subject once for a peer, from either end, by whichever of its addresses', () => {
  const subjects = [
    { id: 'a', addresses: ['10.0.0.1', 'fd00::1'] },
    { id: 'b', addresses: ['10.0.0.2'] },
  ];
  const edges = [
    { src: '10.0.0.1', dst: '192.0.2.53' },
    { src: 'fd00::1', dst: '192.0.2.53' },
    { src: '192.0.2.53', dst: '10.0.0.2' },
    { src: '10.0.0.1', dst: '10.0.0.2' },
    { src: '198.51.100.1', dst: '198.51.100.2' },
  ];
  expect(countCallers(edges, subjects)).toEqual(
    new Map([
      ['192.0.2.53', 2],
      ['10.0.0.2', 1],
      ['10.0.0.1', 1],
    ]),
  );
});
