import { expect, test } from 'vitest';
import { parseUri } from '../parse-uri.ts';
import { socketPaths } from './socket-paths.ts';
import { sshArguments } from './ssh-arguments.ts';

const forwards = [{ local: '/tmp/x/0', remote: '/var/run/libvirt/libvirt-sock-ro' }];

test('everything the URI names becomes an argument of its own, the host behind --', () => {
  const uri = 'qemu+ssh://ann@h:2222/system?keyfile=/k&known_hosts=/kh';
  const args = sshArguments(parseUri(uri), forwards, 10);
  expect(args.slice(args.indexOf('-L'), -3)).toEqual([
    '-L',
    '/tmp/x/0:/var/run/libvirt/libvirt-sock-ro',
    '-l',
    'ann',
    '-p',
    '2222',
    '-i',
    '/k',
  ]);
  expect(args.slice(-3, -1)).toEqual(['--', 'h']);
  expect(args).toContain('BatchMode=yes');
  expect(args).toContain('UserKnownHostsFile=/kh');
  expect(args.join(' ')).not.toContain('StrictHostKeyChecking');
});

test('host keys go unchecked only where the URI says so', () => {
  expect(sshArguments(parseUri('qemu+ssh://h/system?no_verify=1'), forwards, 10)).toContain('StrictHostKeyChecking=no');
});

test.each([
  ['qemu:///system', true, ['/var/run/libvirt/libvirt-sock-ro', '/var/run/libvirt/virtqemud-sock-ro']],
  ['qemu:///system', false, ['/var/run/libvirt/libvirt-sock', '/var/run/libvirt/virtqemud-sock']],
  ['qemu:///session', true, ['/run/user/5/libvirt/libvirt-sock', '/run/user/5/libvirt/virtqemud-sock']],
  ['xen:///system', false, ['/var/run/libvirt/libvirt-sock', '/var/run/libvirt/virtxend-sock']],
  ['qemu:///system?socket=/s', true, ['/s']],
])('%s, read-only %s', (uri, readOnly, paths) => {
  expect(socketPaths(parseUri(uri), readOnly, '/run/user/5')).toEqual(paths);
});
