import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findConsoleFile } from '../console-files.ts';
import { answerConsoleRequest, isConsoleAddress } from './console-address.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mien-console-'));
  await mkdir(join(folder, 'renderer/assets'), { recursive: true });
  await writeFile(join(folder, 'renderer/index.html'), '<title>console</title>');
  await writeFile(join(folder, 'renderer/assets/a.js'), 'let a;');
  await writeFile(join(folder, 'secret'), 'secret');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const ask = (url: string, method = 'GET') => answerConsoleRequest(join(folder, 'renderer'), { url, method });

describe('answerConsoleRequest', () => {
  it('serves the page for each of its screens, under the policy', async () => {
    for (const path of ['', '/', '/vm/10.0.0.5?tab=flows', '/graph#x']) {
      const response = await ask(`app://console${path}`);
      expect(await response.text()).toContain('console');
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  it('serves assets by their type', async () => {
    const response = await ask('app://console/assets/a.js');
    expect(response.headers.get('content-type')).toContain('javascript');
    expect(await response.text()).toBe('let a;');
  });

  it.each([
    'app://console/assets/../../secret',
    'app://console/assets/%2e%2e/%2e%2e/secret',
    'app://console/assets/..%2f..%2fsecret',
    'app://console/assets/..%5c..%5csecret',
    'app://console/assets/%00',
    'app://console/assets/%',
    'app://console/assets/gone.js',
    'app://other/index.html',
    'file:///etc/passwd',
    'http://console/',
  ])('does not serve %s', async (url) => {
    const response = await ask(url);
    expect(await response.text()).not.toBe('secret');
    if (!url.includes('/assets/..') && !url.includes('%2e')) expect(response.status).toBe(404);
  });

  it('answers to GET alone', async () => {
    expect((await ask('app://console/', 'POST')).status).toBe(404);
  });
});

it('never names a file outside the folder', () => {
  const part = fc.constantFrom('..', '%2e%2e', '.', 'a', '%2f', '%5c', '\\', '//', '%00', 'assets', '%', 'ä');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const file = findConsoleFile('/srv/console', `/assets/${parts.join('/')}`);
      if (file !== null) expect(relative('/srv/console', file).startsWith('..')).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ['app://console/', true],
  ['app://console', true],
  ['app://console.evil.example/', false],
  ['app://user@console/', true],
  ['https://console/', false],
  ['javascript:alert(1)', false],
  ['', false],
])('knows whether %s is the console', (address, own) => expect(isConsoleAddress(address)).toBe(own));
