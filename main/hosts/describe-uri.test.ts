import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeUri, makeHostId } from './describe-uri.ts';

test.each([
  ['qemu:///system', 'unix', ''],
  [' qemu:///session ', 'unix', ''],
  ['qemu:///system?socket=/run/some@where', 'unix', ''],
  ['qemu+unix:///system', 'unix', ''],
  ['test:///default', 'unix', ''],
  ['qemu://rack4/system', 'tls', 'rack4'],
  ['qemu+tls://rack4:17600/system?no_verify=1', 'tls', 'rack4'],
  ['qemu+tcp://10.1.2.3:16509/system', 'tcp', '10.1.2.3'],
  ['QEMU+SSH://root@rack4.example:2222/system?keyfile=/k', 'ssh', 'rack4.example'],
  ['qemu+ssh://a:b@rack4/system', 'ssh', 'rack4'],
  ['qemu+libssh2://rack4/system', 'ssh', 'rack4'],
  ['qemu+tls://[fe80::1]:17600/system', 'tls', '[fe80::1]'],
  ['simulated:///?vms=20', 'simulated', 'simulated'],
  ['no uri at all', 'unix', ''],
  ['', 'unix', ''],
])('%s goes by %s to “%s”', (uri, transport, host) => {
  expect(describeUri(uri)).toEqual({ transport, host });
});

describe('the id of a new host', () => {
  test.each([
    ['qemu:///system', '', 'local'],
    ['qemu+ssh://root@rack4.example/system', '', 'rack4.example'],
    ['qemu+ssh://root@rack4/system', 'Rack 4, Köln', 'rack-4-k-ln'],
    ['qemu+tls://[fe80::1]/system', '', 'fe80-1'],
    ['qemu:///system', '../../etc', 'etc'],
    ['qemu:///system', '日本', 'host'],
    ['qemu:///system', 'x'.repeat(100), 'x'.repeat(40)],
  ])('of %s called “%s” is %s', (uri, name, id) => {
    expect(makeHostId(uri, name, new Set())).toBe(id);
    expect(makeHostId(uri, name, new Set([id, `${id}-2`]))).toBe(`${id}-3`);
  });

  test('is short, new, and fit for paths and labels, whatever people type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), fc.string(), (name, host) => {
        const taken = new Set<string>();
        for (let count = 0; count < 3; count++) {
          const id = makeHostId(`qemu+ssh://${host}/system`, name, taken);
          expect(id).toMatch(/^[a-z0-9][a-z0-9.-]{0,63}$/);
          expect(taken.has(id)).toBe(false);
          taken.add(id);
        }
      }),
    );
  });
});
