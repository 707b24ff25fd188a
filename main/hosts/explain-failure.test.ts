import { describe, expect, it } from 'vitest';
import { explainFailure, needsPerson } from './explain-failure.ts';
import type { HostPlace, HostProblem } from './host-problem.ts';

const unix: HostPlace = { transport: 'unix', host: '', user: '', port: 0, socket: '' };
const ssh: HostPlace = { transport: 'ssh', host: 'kvm1', user: 'ops', port: 2222, socket: '' };
const tls: HostPlace = { transport: 'tls', host: 'kvm1', user: '', port: 0, socket: '' };

const problem = (kind: HostProblem['kind'], detail = '', number = 0): HostProblem => ({
  kind,
  number,
  message: 'Something failed.',
  detail,
});

describe('explainFailure', () => {
  it.each([
    ['a wrong URI', problem('wrong-uri'), unix, 'wrong-uri', 'qemu:///system', true],
    ['no daemon here', problem('unreachable', 'ENOENT'), unix, 'not-running', 'systemctl start libvirtd', false],
    ['no daemon at a socket', problem('unreachable'), { ...unix, socket: '/s' }, 'not-running', 'owns /s', false],
    ['a daemon that is down', problem('refused', 'ECONNREFUSED'), unix, 'not-running', 'systemctl start', false],
    ['a closed port', problem('refused', 'ECONNREFUSED'), tls, 'refused', 'port 16514', false],
    ['a name nobody knows', problem('unreachable', 'getaddrinfo ENOTFOUND kvm1'), tls, 'name', 'DNS', false],
    ['the same from ssh', problem('unreachable', 'Could not resolve hostname'), ssh, 'name', 'DNS', false],
    ['a host that is off', problem('unreachable', 'EHOSTUNREACH'), ssh, 'unreachable', 'port 2222', false],
    ['a refused key', problem('authentication', 'publickey'), ssh, 'refused', 'ssh-copy-id ops@kvm1', true],
    ['a refused password', problem('authentication'), tls, 'refused', 'SASL', true],
    ['a strange certificate', problem('certificate'), tls, 'certificate', 'cacert.pem', true],
    ['a strange host key', problem('host-key'), ssh, 'host-key', 'ssh -p 2222 ops@kvm1', true],
    ['a missing group', problem('permission', 'EACCES'), unix, 'permission', 'usermod -aG libvirt', true],
    ['an old daemon', problem('too-old'), tls, 'too-old', 'Update libvirt', true],
    ['silence', problem('timeout'), ssh, 'timeout', 'by itself', false],
    ['another program', problem('protocol'), tls, 'protocol', 'Check the port', false],
    ['our own process', problem('child', 'SIGSEGV'), unix, 'child', 'started again', false],
    ['polkit', problem('libvirt', 'authentication unavailable', 94), unix, 'refused', 'polkit', true],
    ['denied access', problem('libvirt', 'access denied', 88), unix, 'permission', 'org.libvirt.unix.monitor', true],
    ['a denied operation', problem('libvirt', 'operation forbidden', 29), unix, 'permission', 'polkit', true],
    ['a failed log-in', problem('libvirt', 'authentication failed', 45), unix, 'refused', 'libvirtd.conf', true],
    ['an unknown call', problem('libvirt', 'unknown procedure', 3), unix, 'too-old', 'Update libvirt', true],
    ['no driver', problem('libvirt', 'no connection driver', 5), unix, 'not-running', 'Start the driver', false],
    ['anything else', problem('libvirt', 'internal error', 1), unix, 'libvirt', 'journalctl', false],
  ] as const)('says what to do about %s', (_what, given, place, code, action, person) => {
    const failure = explainFailure(given, place);
    expect(failure.code).toBe(code);
    expect(failure.action).toContain(action);
    expect(failure.title).toMatch(/^\S[^\n]*\.$/);
    expect(failure.action).toMatch(/\.$/);
    expect(failure.detail).not.toBe('');
    expect(needsPerson(given)).toBe(person);
  });

  it('shows no more of what the other side said than fits', () => {
    expect(explainFailure(problem('timeout', 'x'.repeat(100_000)), ssh).detail).toHaveLength(1000);
  });
});
