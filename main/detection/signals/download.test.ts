import { expect, test } from 'vitest';
import type { HttpRecord } from '../../telemetry/flow.ts';
import { alertsOf, flow, judgeAll, NOON } from '../synthetic.test-support.ts';

function fetched(parts: Partial<HttpRecord>): number {
  const one = flow({ dport: 80, service: 'http' });
  const record: HttpRecord = {
    kind: 'http',
    flow: one.id,
    time: NOON,
    method: 'GET',
    host: 'files.example.org',
    path: '/setup.exe',
    agent: 'Mozilla/5.0 (X11)',
    status: 200,
    contentType: 'application/octet-stream',
    requestBytes: 200,
    responseBytes: 90_000,
    bodyMagic: 'pe',
    exploit: [],
    ...parts,
  };
  return alertsOf(judgeAll([one], [record]), '10.1.1.5')['download'] ?? 0;
}

test.each([
  ['sent as a page from an address that names no file', { path: '/images/x7/', contentType: 'text/html' }],
  ['fetched by an agent of random letters', { path: '/gate/a/', agent: 'vKbaQgjyvRRbcgfvlsc' }],
  ['from a bare address, as a picture', { host: '198.51.100.7', contentType: 'image/png' }],
])('a program %s is malware on its way', (_name, parts) => {
  expect(fetched(parts)).toBeGreaterThan(0.6);
});

test('a Linux program without extension, fetched by a tool, is ordinary work', () => {
  expect(fetched({ path: '/bin/tool', bodyMagic: 'elf', agent: 'curl/8.0' })).toBeLessThan(0.45);
});

test('a program with a name from a named host is only worth a line', () => {
  expect(fetched({})).toBeLessThan(0.4);
});

test.each([
  ['an update', { host: 'au.download.windowsupdate.com' }],
  ['a page', { bodyMagic: '' as const }],
  ['a picture', { bodyMagic: '' as const, contentType: 'image/png' }],
  ['a compressed answer', { bodyMagic: 'gzip' as const, path: '/api/' }],
])('%s is nothing', (_name, parts) => {
  expect(fetched(parts)).toBe(0);
});
