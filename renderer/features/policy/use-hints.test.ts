import { expect, it } from 'vitest';
import { makeRow } from '../../data/make-row.test-support.ts';
import { listNames } from './use-hints.ts';

it('offers each name once, sorted, and none that is empty', () => {
  const rows = [
    makeRow({ name: 'web-02', role: 'web' }),
    makeRow({ name: 'web-01', role: 'web' }),
    makeRow({
      name: 'db',
      role: '',
      personas: [{ label: 'Database', family: 'database', hostile: false, probability: 1 }],
    }),
  ];
  expect(listNames(rows, [{ name: 'hv-a' }], [{ name: 'web-tier' }])).toEqual({
    vms: ['db', 'web-01', 'web-02'],
    hosts: ['hv-a'],
    roles: ['web'],
    tags: [],
    personas: ['Database', 'Idle'],
    categories: [],
    policies: ['web-tier'],
  });
});
