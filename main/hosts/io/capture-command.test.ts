import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCaptureCommand, quote } from './capture-command.ts';
import { remedy } from './check-capture.ts';

const tcpdump = '-i vnet3 -p -n -U -s 2048 -B 4096 --immediate-mode -w -';

function commandFor(uri: string, device = 'vnet3', capturePrefix: string[] = []): string[] | string {
  const found = findCaptureCommand({ uri, capturePrefix }, device);
  return 'command' in found ? found.command : found.failure.code;
}

describe('findCaptureCommand', () => {
  it('captures here, behind the prefix', () => {
    expect(commandFor('qemu:///system')).toEqual(['tcpdump', ...tcpdump.split(' ')]);
    expect(commandFor('qemu:///system', 'vnet3', ['sudo', '-n'])).toEqual([
      'sudo',
      '-n',
      'tcpdump',
      ...tcpdump.split(' '),
    ]);
  });

  it('captures there over the ssh of the URI, which asks nothing', () => {
    const command = commandFor('qemu+ssh://ops@kvm1:2222/system?keyfile=/k&known_hosts=/h', 'vnet3', [
      'sudo',
      '-n',
      "o'k",
    ]);
    expect(command.slice(0, 4)).toEqual(['ssh', '-T', '-a', '-x']);
    expect(command).toContain('BatchMode=yes');
    expect(command).toContain('UserKnownHostsFile=/h');
    expect(command.slice(-9)).toEqual([
      '-l',
      'ops',
      '-p',
      '2222',
      '-i',
      '/k',
      '--',
      'kvm1',
      String.raw`sudo -n 'o'\''k' tcpdump ${tcpdump}`,
    ]);
    expect(command).not.toContain('StrictHostKeyChecking=no');
  });

  it.each([
    ['qemu+tls://kvm1/system', 'vnet3', 'no-capture'],
    ['qemu+tcp://kvm1/system', 'vnet3', 'no-capture'],
    ['nonsense', 'vnet3', 'wrong-uri'],
    ['qemu:///system', '-w/etc/passwd', 'odd-device'],
    ['qemu:///system', '', 'odd-device'],
    ['qemu:///system', 'vnet3;reboot', 'odd-device'],
    ['qemu:///system', '$(reboot)', 'odd-device'],
    ['qemu:///system', 'a'.repeat(16), 'odd-device'],
  ])('has none for %s and %s, and says why', (uri, device, code) => expect(commandFor(uri, device)).toBe(code));
});

describe('quote', () => {
  it('brings any word through a shell as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (given) => {
        const words = given.map((word) => word.replace(/[\p{Cs}\0]/gu, ''));
        const { stdout } = spawnSync('sh', ['-c', String.raw`printf '%s\0' ` + words.map(quote).join(' ')], {
          encoding: 'utf8',
        });
        expect(stdout.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });
});

describe('remedy', () => {
  it.each([
    ["tcpdump: vnet3: You don't have permission to capture on that device", 'setcap'],
    ['sudo: a password is required', 'sudoers'],
    ['sh: 1: tcpdump: not found', 'apt install tcpdump'],
    ['spawn tcpdump ENOENT', 'apt install tcpdump'],
    ['tcpdump: vnet3: No such device exists (SIOCGIFHWADDR: No such device)', 'nsenter'],
    ['odd', 'by hand'],
  ])('says what to do about "%s"', (said, action) => expect(remedy(said)).toContain(action));
});
