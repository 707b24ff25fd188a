import { expect, it } from 'vitest';
import { makeHostChange } from './make-change.test-support.ts';
import { orderHosts } from './order-hosts.ts';

it('puts the host that fails first, then the slowest', () => {
  const hosts = [
    makeHostChange({ host: 'quick', took: 12 }),
    makeHostChange({ host: 'slow', took: 44 }),
    makeHostChange({ host: 'gone', state: 'unreachable', took: 3 }),
    makeHostChange({ host: 'bad', state: 'failed', took: 1 }),
    makeHostChange({ host: 'alike', took: 12 }),
  ];
  expect(orderHosts(hosts).map(({ host }) => host)).toEqual(['bad', 'gone', 'slow', 'alike', 'quick']);
});
