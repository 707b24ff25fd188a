import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HostAddress, parseUri } from './parse-uri.ts';
import { TransportError } from './transport-error.ts';

test.each<[string, Partial<HostAddress>]>([
  ['qemu:///system', { transport: 'unix', driverUri: 'qemu:///system', session: false, host: '', verify: true }],
  ['qemu:///session', { transport: 'unix', driverUri: 'qemu:///session', session: true }],
  ['test:///default', { transport: 'unix', driverUri: 'test:///default', driver: 'test' }],
  ['xen:///', { transport: 'unix', driverUri: 'xen:///' }],
  ['qemu:///system?socket=/run/other/sock', { socket: '/run/other/sock', driverUri: 'qemu:///system' }],
  ['qemu+unix:///system?socket=/a%20b', { transport: 'unix', socket: '/a b' }],
  ['qemu://db.example/system', { transport: 'tls', host: 'db.example', port: 0, driverUri: 'qemu:///system' }],
  [
    'qemu+tls://h:17600/system?pkipath=/k&no_verify=1',
    { transport: 'tls', port: 17_600, pkiPath: '/k', verify: false },
  ],
  ['qemu+tls://[fd00::5]:1/system', { host: 'fd00::5', port: 1 }],
  ['qemu+tcp://h/system', { transport: 'tcp', host: 'h' }],
  ['qemu+ssh://ann@h:2222/system', { transport: 'ssh', user: 'ann', host: 'h', port: 2222 }],
  [
    'qemu+ssh://h/system?keyfile=/k&command=/opt/ssh&known_hosts=/kh&socket=/s&sshauth=privkey',
    { keyFile: '/k', command: '/opt/ssh', knownHosts: '/kh', socket: '/s' },
  ],
  ['qemu+libssh2://h/system?known_hosts_verify=ignore', { transport: 'ssh', verify: false }],
  ['qemu+libssh://h/system?auth=sasl.plain', { transport: 'ssh', mechanism: 'PLAIN' }],
  ['QEMU+SSH://h/system', { transport: 'ssh', driver: 'qemu', driverUri: 'qemu:///system' }],
  ['qemu+tls://h/system?name=test%3A///default&unheard=of', { driverUri: 'test:///default' }],
])('%s', (uri, expected) => expect(parseUri(uri)).toMatchObject(expected));

test.each([
  ['', 'qemu:///system'],
  ['my server', 'qemu:///system'],
  ['qemu:/system', 'qemu:///system'],
  ['https://host/', 'no libvirt daemon'],
  ['esx://host/?no_verify=1', 'no libvirt daemon'],
  ['qemu+carrier-pigeon://h/system', 'qemu:///system'],
  ['qemu+pigeon://h/system', 'transport'],
  ['qemu+ssh:///system', 'Name the host'],
  ['qemu+unix://h/system', 'qemu+ssh://h/system'],
  ['qemu://h/', '/system'],
  ['qemu:///embed?root=/x', '/system'],
  ['qemu+ssh://-oProxyCommand=x/system', 'host'],
  ['qemu+ssh://-l@h/system', 'user'],
  ['qemu+ssh://a%20b@h/system', 'user'],
  ['qemu+ssh://h:65536/system', 'port'],
  ['qemu+ssh://h%zz/system', 'hexadecimal'],
  ['qemu+ssh://h%0a/system', 'printable'],
  ['qemu+ssh://h/system?keyfile=id_rsa', 'whole path'],
  ['qemu+ssh://h/system?command=ssh%20-v', 'alone'],
  ['qemu+ssh://h/system?command=-x', 'alone'],
  [`qemu+ssh://h/system?keyfile=/${'x'.repeat(2048)}`, 'libvirt URI'],
])('refuses %s in words', (uri, word) => {
  expect(() => parseUri(uri)).toThrow(TransportError);
  expect(() => parseUri(uri)).toThrow(word);
});

test('whatever is written, it is read or refused in words, and nothing of it can be taken for an option', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('qemu', '+ssh', '://', '-', '@', ':', '/system', '?keyfile=', '%'),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      try {
        const address = parseUri(pieces.join(''));
        expect(
          [address.host, address.user, address.keyFile, address.command].some((text) => text.startsWith('-')),
        ).toBe(false);
      } catch (error) {
        expect(error).toMatchObject({ kind: 'wrong-uri' });
      }
    }),
  );
});
