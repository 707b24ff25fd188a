import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { browserArguments, findBrowser, hasDisplay } from './browser.mjs';
import { digest } from './build.mjs';
import { findElectron } from './electron.mjs';
import { count } from '../gates/unit.mjs';
import { findGaps } from './fill-gaps.mjs';
import { isInstalled } from './install.mjs';
import { at } from './places.mjs';
import { findBundledNode, isNewEnough } from './runtime.mjs';
import { toTarget } from './start.mjs';
import { findTestChromium, installSystemParts } from './system.mjs';
import { readArguments } from './test.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-launch-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});
const makeProgram = (name: string, text = '#!/bin/sh\n'): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
};

describe('installing', () => {
  const lock = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')) as { packages: Record<string, object> };

  it('is not repeated where npm has installed the lock', () => expect(isInstalled(lock)).toBe(true));

  it('follows a changed or added package, but not one for other machines', () => {
    const changed = { packages: { ...lock.packages, 'node_modules/zod': { version: '0.0.1' } } };
    expect(isInstalled(changed)).toBe(false);
    const added = { packages: { ...lock.packages, 'node_modules/added': { version: '1.0.0' } } };
    expect(isInstalled(added)).toBe(false);
    const foreign = { packages: { ...lock.packages, 'node_modules/foreign': { version: '1.0.0', optional: true } } };
    expect(isInstalled(foreign)).toBe(true);
  });
});

describe('what npm leaves out under an old Node', () => {
  const machine = { os: 'linux' as const, cpu: 'x64' as const, libc: 'glibc' };
  const packages = {
    '': {},
    'node_modules/tool': {},
    'node_modules/@tool/linux': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
    'node_modules/@tool/musl': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'], libc: ['musl'] },
    'node_modules/@tool/darwin': { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['x64'] },
    'node_modules/@tool/anywhere': { version: '1.0.0', optional: true },
    'node_modules/gone/node_modules/@tool/linux': { version: '2.0.0', optional: true, os: ['linux'] },
  };

  it('is what suits this machine and is not there', () => {
    const there = ['node_modules/tool'];
    const gaps = findGaps({ packages }, machine, (path: string) => there.includes(path));
    expect(gaps).toMatchObject([{ path: 'node_modules/@tool/linux', name: '@tool/linux', version: '1.0.0' }]);
    there.push('node_modules/@tool/linux', 'node_modules/gone');
    expect(findGaps({ packages }, machine, (path: string) => there.includes(path))).toMatchObject([
      { version: '2.0.0' },
    ]);
  });

  it('is nothing where all is installed', () => {
    expect(findGaps(JSON.parse(readFileSync(at('package-lock.json'), 'utf8')))).toEqual([]);
  });
});

describe('the Node to run under', () => {
  it.each([
    ['18.20.0', '9', false],
    ['20.20.2', '9', false],
    ['22.13.0', '9', false],
    ['22.17.1', '10', false],
    ['22.18.0', '10', true],
    ['23.11.0', '10', false],
    ['24.0.0', '10', true],
    ['26.1.0', '11', true],
  ])('%s with N-API %s: %s', (node, napi, expected) => expect(isNewEnough({ node, napi })).toBe(expected));

  it('came with the packages', () => {
    const node = findBundledNode();
    expect(node).not.toBeNull();
    const { stdout } = spawnSync(node as string, ['-p', 'JSON.stringify(process.versions)'], { encoding: 'utf8' });
    expect(isNewEnough(JSON.parse(stdout))).toBe(true);
  });
});

describe('what to open', () => {
  it.each([
    ['a.pcap', '/here/a.pcap'],
    ['../a b.pcap', '/a b.pcap'],
    ['/x/y', '/x/y'],
    ['file:///x/y', 'file:///x/y'],
    ['qemu+ssh://root@host/system', 'qemu+ssh://root@host/system'],
    ['--port', '--port'],
    ['c:odd', '/here/c:odd'],
  ])('%s is %s', (arg, target) => expect(toTarget(arg, '/here')).toBe(target));
});

describe('the window', () => {
  it('needs a display on Linux', () => {
    expect(hasDisplay({ DISPLAY: '', WAYLAND_DISPLAY: undefined }, 'linux')).toBe(false);
    expect(hasDisplay({ DISPLAY: ':0', WAYLAND_DISPLAY: undefined }, 'linux')).toBe(true);
    expect(hasDisplay({ DISPLAY: undefined, WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
    expect(hasDisplay({ DISPLAY: undefined, WAYLAND_DISPLAY: undefined }, 'darwin')).toBe(true);
  });

  it('is that of the first browser on the path, or of the one that was named', () => {
    expect(findBrowser({ PATH: folder, MIEN_BROWSER: '/gone' })).toBeNull();
    const chrome = makeProgram('google-chrome');
    expect(findBrowser({ PATH: folder })).toBe(chrome);
    const chromium = makeProgram('chromium');
    expect(findBrowser({ PATH: `/gone:${folder}` })).toBe(chromium);
    expect(findBrowser({ PATH: '', MIEN_BROWSER: chrome })).toBe(chrome);
  });

  it('gives up the sandbox only where the browser would refuse to start: as root', () => {
    expect(browserArguments('http://x', '/p', false)).not.toContain('--no-sandbox');
    expect(browserArguments('http://x', '/p', true)).toContain('--no-sandbox');
    expect(browserArguments('http://x', '/p', false)).toEqual(
      expect.arrayContaining(['--app=http://x', '--user-data-dir=/p']),
    );
  });
});

describe('Electron', () => {
  it('is left alone when told so, and is never fetched where a machine watches', () => {
    expect(findElectron({ MIEN_NO_ELECTRON: '1', ELECTRON_OVERRIDE_DIST_PATH: folder })).toBeNull();
    expect(findElectron({ CI: '1', ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'gone') })).toBeNull();
  });

  it('is used where it is', () => {
    const program = makeProgram('electron');
    expect(findElectron({ CI: '1', ELECTRON_OVERRIDE_DIST_PATH: folder })).toBe(program);
  });
});

describe('building', () => {
  it('follows every source but the tests', () => {
    const of = (): string => digest([folder]);
    mkdirSync(join(folder, 'deep'));
    writeFileSync(join(folder, 'deep/a.ts'), 'one');
    const first = of();
    writeFileSync(join(folder, 'deep/a.test.ts'), 'test');
    expect(of()).toBe(first);
    writeFileSync(join(folder, 'deep/a.ts'), 'two');
    expect(of()).not.toBe(first);
  });
});

describe('npm test', () => {
  it('runs the steps that are asked for, in its own order', () => {
    expect(readArguments(['--only', 'unit,types']).chosen).toEqual(['types', 'unit']);
    expect(readArguments(['--only=arrows']).chosen).toEqual(['arrows']);
    expect(readArguments(['--skip', 'e2e,package']).chosen).not.toContain('e2e');
    expect(readArguments(['main/twin'])).toMatchObject({ filters: ['main/twin'] });
    for (const step of ['fuzz', 'agent', 'testbed']) expect(readArguments([]).chosen).not.toContain(step);
    expect(readArguments(['--with', 'testbed']).chosen).toEqual([...readArguments([]).chosen, 'testbed']);
    expect(() => readArguments(['--only', 'units'])).toThrow('no such step: units');
  });

  it('says with which command to install what it may not install itself', () => {
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    installSystemParts({ PATH: folder });
    expect(said.mock.calls.flat().join('\n')).toContain('sudo apt-get install chromium');
    expect(findTestChromium({ PATH: '', PLAYWRIGHT_CHROMIUM: '/gone' })).toBeNull();
  });
});

describe('the launcher', () => {
  const launch = (...args: string[]) =>
    spawnSync(process.execPath, [at('scripts/launch.mjs'), ...args], { encoding: 'utf8' });

  it('explains a wrong word in one line', () => {
    const { status, stderr } = launch('fly');
    expect(status).toBe(1);
    expect(stderr).toBe('mien: No such command: fly. There are start, test, build, mien, run.\n');
  });

  it('runs one file of the project, with its arguments and its exit code', () => {
    expect(launch('run', 'app/gone.ts')).toMatchObject({
      status: 1,
      stderr: 'mien: There is no app/gone.ts to run.\n',
    });
    const { status, stdout } = launch('run', 'scripts/gates/exit-with.test-support.ts', '7');
    expect(stdout).toBe('ending with 7\n');
    expect(status).toBe(7);
  });
});

describe('counting', () => {
  const file = { status: 'passed', name: 'a', assertionResults: [{ status: 'passed' }] };
  const report = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [file] };

  it('sums up tests', () => expect(count(report, 0)).toMatchObject({ passed: 3, failed: 0, skipped: 0 }));

  it('counts a file that cannot be loaded, and an end that nothing explains, as failed', () => {
    const broken = { status: 'failed', name: 'b', assertionResults: [] };
    expect(count({ ...report, testResults: [file, broken] }, 1).failed).toBe(1);
    expect(count(report, 1).failed).toBe(1);
  });

  it('names the files that skipped tests', () => {
    const skipping = { status: 'passed', name: at('main/x.test.ts'), assertionResults: [{ status: 'skipped' }] };
    expect(count({ ...report, numPendingTests: 1, testResults: [skipping] }, 0).output).toContain('main/x.test.ts');
  });
});
