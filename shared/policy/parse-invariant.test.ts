import { expect, test } from 'vitest';
import { parseInvariant } from './parse-invariant.ts';

const port = (from: number, transport: 'tcp' | 'udp' | 'any' = 'any', to = from) => ({ from, to, transport });

test.each([
  ['never: kiosk -> confidential:5432', 'never', { role: ['kiosk'] }, { sensitivity: ['confidential'] }, [port(5432)]],
  ['always: web -> db:5432/tcp', 'always', { role: ['web'] }, { role: ['db'] }, [port(5432, 'tcp')]],
  ['never: internet -> management', 'never', { zone: 'outside' }, { zone: 'management' }, []],
  [
    'never: any -> 10.0.0.0/8:https,6000-6010/udp',
    'never',
    {},
    { address: ['10.0.0.0/8'] },
    [port(443, 'tcp'), port(6000, 'udp', 6010)],
  ],
  ['never: tag=pci -> vm=web-01:22', 'never', { tag: ['pci'] }, { vm: ['web-01'] }, [port(22)]],
  [
    'never: persona=Web Server -> [2001:db8::1]:53',
    'never',
    { persona: [{ label: 'Web Server', atLeast: 0.5 }] },
    { address: ['2001:db8::1/128'] },
    [port(53)],
  ],
  ['never: inside -> 2001:db8::1', 'never', { zone: 'inside' }, { address: ['2001:db8::1/128'] }, []],
])('%s', (text, kind, from, to, ports) => {
  expect(parseInvariant(text)).toEqual({ kind, from, to, ports, text });
});

test.each([
  '',
  'never: a',
  'sometimes: a -> b',
  'never: -> b',
  'never: a -> b:',
  'never: a -> b:70000',
  'never: a -> b:nothing',
  'never: colour=red -> b',
  `never: a -> ${'b'.repeat(600)}`,
])('%s is told in a sentence', (text) => {
  expect(parseInvariant(text)).toMatch(/\.$/);
});
