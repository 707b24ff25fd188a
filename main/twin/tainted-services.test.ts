import { expect, test } from 'vitest';
import { TaintedServices } from './tainted-services.ts';

test('a service is tainted for a while, from the last time on', () => {
  const tainted = new TaintedServices();
  expect(tainted.has('httpd', 0)).toBe(false);
  tainted.taint('httpd', 10e6);
  tainted.taint('httpd', 20e6);
  expect([tainted.has('httpd', 34e6), tainted.has('httpd', 35e6), tainted.has('sshd', 21e6)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('many services, as a guest may make them up, push out the oldest', () => {
  const tainted = new TaintedServices();
  for (let number = 0; number <= 64; number++) tainted.taint(`service-${number}`, 1e6);
  expect(tainted.has('service-0', 1e6)).toBe(false);
  expect([tainted.has('service-1', 1e6), tainted.has('service-64', 1e6)]).toEqual([true, true]);
});
