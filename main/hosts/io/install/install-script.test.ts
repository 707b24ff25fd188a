import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeInstallScript } from '../../install/install-script.ts';

let root = '';
const program = '#!/bin/sh\necho started >>"$(dirname "$0")/started"\n';
const sha256 = createHash('sha256').update(program).digest('hex');
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-'));
  mkdirSync(join(root, 'etc'));
  mkdirSync(join(root, 'bin'));
  writeFileSync(join(root, 'arrived'), program);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A program that notes how it was called. */
function pretend(name: string): void {
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\necho ${name} "$@" >>'${root}/calls'\n`);
  chmodSync(join(root, 'bin', name), 0o755);
}

function install(digest = sha256): { status: number | null; output: string; errors: string } {
  const PATH = `${join(root, 'bin')}:${process.env['PATH'] ?? ''}`;
  const script = makeInstallScript(join(root, 'arrived'), digest, root);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { PATH } });
  return { status, output: stdout.trim(), errors: stderr.trim() };
}
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const agent = 'usr/local/bin/mien-agent';

describe.skipIf(process.platform !== 'linux')('the script that installs the agent', () => {
  it('has systemd run it', () => {
    mkdirSync(join(root, 'run/systemd/system'), { recursive: true });
    mkdirSync(join(root, 'etc/systemd/system'), { recursive: true });
    pretend('systemctl');
    expect(install()).toMatchObject({ status: 0, output: 'systemd runs it: mien-agent.service' });
    expect(statSync(join(root, agent)).mode & 0o777).toBe(0o755);
    expect(existsSync(join(root, 'arrived'))).toBe(false);
    expect(read('etc/systemd/system/mien-agent.service')).toContain('\nExecStart=/usr/local/bin/mien-agent\n');
    expect(read('calls').split('\n')).toEqual([
      'systemctl daemon-reload',
      'systemctl enable mien-agent.service',
      'systemctl restart mien-agent.service',
      '',
    ]);
  });

  it.each([
    ['BusyBox', '../bin/busybox', '::respawn:/usr/local/bin/mien-agent'],
    ['System V', '../lib/sysvinit', 'mien:2345:respawn:/usr/local/bin/mien-agent'],
  ])('has the init of %s run it, by one line however often it is installed', (_name, init, line) => {
    mkdirSync(join(root, 'sbin'));
    mkdirSync(join(root, 'lib'));
    writeFileSync(join(root, 'sbin', init), '');
    symlinkSync(init, join(root, 'sbin/init'));
    writeFileSync(join(root, 'etc/inittab'), '::sysinit:/etc/rc\n');
    for (let times = 0; times < 2; times += 1) {
      writeFileSync(join(root, 'arrived'), program);
      expect(install()).toMatchObject({ status: 0, output: 'init runs it: a line in /etc/inittab' });
    }
    expect(read('etc/inittab')).toBe(`::sysinit:/etc/rc\n${line}\n`);
  });

  it('has OpenRC run it', () => {
    mkdirSync(join(root, 'etc/init.d'));
    pretend('rc-update');
    pretend('rc-service');
    expect(install()).toMatchObject({ status: 0, output: 'OpenRC runs it: mien-agent' });
    expect(read('calls')).toBe('rc-update add mien-agent default\nrc-service mien-agent restart\n');
    expect(read('etc/init.d/mien-agent')).toContain('command=/usr/local/bin/mien-agent');
  });

  it('runs it where there is nobody to do so, and says that this ends with the guest', async () => {
    expect(install()).toMatchObject({ status: 0, output: expect.stringContaining('until the guest is started again') });
    await expect.poll(() => existsSync(join(root, 'usr/local/bin/started'))).toBe(true);
  });

  it('installs nothing that came damaged', () => {
    expect(install('0'.repeat(64))).toMatchObject({ status: 3, errors: expect.stringContaining('damaged') });
    expect(existsSync(join(root, agent))).toBe(false);
  });

  it('installs nothing that somebody changed while it was copied', () => {
    writeFileSync(join(root, 'bin', 'cp'), `#!/bin/sh\necho other >"$2"\n`);
    chmodSync(join(root, 'bin', 'cp'), 0o755);
    expect(install()).toMatchObject({ status: 3, errors: expect.stringContaining('damaged') });
    expect(existsSync(join(root, agent))).toBe(false);
    expect(existsSync(join(root, `${agent}.new`))).toBe(false);
  });

  it('is not made of what a shell could misread', () => {
    for (const path of ["/tmp/a'b", '/tmp/$(id)', '/tmp/a b', ''])
      expect(() => makeInstallScript(path, sha256)).toThrow('misread');
    expect(() => makeInstallScript('/tmp/a', 'x')).toThrow('misread');
  });
});
