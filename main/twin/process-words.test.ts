import { describe, expect, test } from 'vitest';
import type { AgentEventDetail } from '../telemetry/agent-report.ts';
import { NOON, thread } from './guest-life.test-support.ts';
import { toHappening } from './process-words.ts';

const context = {
  own: ['10.1.1.5'],
  knowsPeer: (service: string, key: string) => service === 'app' && key === '10.1.1.20',
};

const word = (detail: AgentEventDetail, service = 'app', name = service) =>
  toHappening({ time: NOON, thread: thread(service, name), uid: 0, detail }, context);

const exec = (program: string, parentName: string): AgentEventDetail => ({
  kind: 'exec',
  program,
  argv: ['x'],
  parentPid: 1,
  parentStart: 1,
  parentName,
  sha256: '',
});
const open = (pathClass: string, path: string, write = false): AgentEventDetail => ({
  kind: 'open',
  pathClass,
  path,
  read: !write,
  write,
  create: false,
  truncate: false,
  error: 0,
  count: 1,
});

const changes = (parts: Partial<Extract<AgentEventDetail, { kind: 'write' }>>): AgentEventDetail => ({
  kind: 'write',
  pathClass: 'home',
  bytes: 9e6,
  files: 0,
  renamed: 0,
  deleted: 0,
  ...parts,
});

describe('events as words', () => {
  test.each([
    { detail: exec('/bin/sh', 'nginx'), word: 'exec:sh<nginx', technique: 'T1059.004', least: 0.7 },
    { detail: exec('/usr/bin/ls', 'bash'), word: 'exec:ls<bash', technique: 'T1059', least: 0.2 },
    { detail: exec('/bin/bash', 'sshd'), word: 'exec:bash<sshd', technique: 'T1059', least: 0.2 },
    { detail: exec('/tmp/a', 'sh'), word: 'exec:tmp/a<sh', technique: 'T1059', least: 0.6 },
    { detail: exec('/usr/bin/xmrig', 'sh'), word: 'exec:xmrig<sh', technique: 'T1496', least: 0.8 },
    { detail: exec('memfd:x', 'python3'), word: 'exec:memory/memfd:x<python3', technique: 'T1620', least: 0.8 },
    { detail: open('etc-secret', '/etc/shadow'), word: 'open:r:etc-secret:hashes', technique: 'T1003.008', least: 0.7 },
    {
      detail: open('etc-secret', '/etc/ssl/private/a.key'),
      word: 'open:r:etc-secret',
      technique: 'T1003.008',
      least: 0.7,
    },
    { detail: open('bin', '/usr/bin/ls', true), word: 'open:w:bin', technique: 'T1554', least: 0.5 },
    {
      detail: { kind: 'privilege', what: 'setuid', change: '33 → 0', target: 0 } as const,
      word: 'privilege:setuid:root',
      technique: 'T1548.001',
      least: 0.6,
    },
    {
      detail: { kind: 'privilege', what: 'module', change: 'x', target: 0 } as const,
      word: 'privilege:module',
      technique: 'T1547.006',
      least: 0.8,
    },
    { detail: { kind: 'dup', descriptor: 0 } as const, word: 'dup:0', technique: 'T1059.004', least: 0.5 },
    { detail: { kind: 'dup', descriptor: 1 } as const, word: 'dup:1', technique: '', least: 0 },
    {
      detail: { kind: 'connect', address: '203.0.113.9', port: 443, protocol: 6, error: 0 } as const,
      word: 'connect:outside:443:new',
      technique: 'T1071',
      least: 0.3,
    },
    {
      detail: { kind: 'connect', address: '10.1.1.20', port: 5432, protocol: 6, error: 115 } as const,
      word: 'connect:near:5432',
      technique: '',
      least: 0,
    },
    {
      detail: { kind: 'connect', address: '203.0.113.9', port: 3333, protocol: 6, error: 0 } as const,
      word: 'connect:outside:3333:new',
      technique: 'T1496',
      least: 0.5,
    },
    {
      detail: { kind: 'accept', address: '10.9.0.1', port: 51_000, ownPort: 80, protocol: 6 } as const,
      word: 'accept:internal:80',
      technique: '',
      least: 0,
    },
    {
      detail: { kind: 'write', pathClass: 'home', bytes: 12_345, files: 3, renamed: 0, deleted: 0 } as const,
      word: 'write:home:4',
      technique: '',
      least: 0,
    },
    {
      detail: { kind: 'write', pathClass: 'home', bytes: 9e6, files: 80, renamed: 80, deleted: 0 } as const,
      word: 'write:home:6:many:mass',
      technique: 'T1486',
      least: 0.7,
    },
  ])('$word', ({ detail, word: expected, technique, least }) => {
    const told = word(detail);
    expect(told).toMatchObject({ word: expected, technique });
    expect(told?.severity).toBeGreaterThanOrEqual(least);
    expect(least > 0 || told?.severity === 0).toBe(true);
  });

  test('who reads secrets by office is not blamed for it, whoever works for the same service is', () => {
    expect(word(open('etc-secret', '/etc/shadow'), 'ssh', 'sshd')?.severity).toBeLessThan(0.3);
    expect(word(open('etc-secret', '/etc/shadow'), 'ssh', 'cat')?.severity).toBeGreaterThan(0.7);
  });

  test('who changes many files by trade is not taken for who rewrites them', () => {
    const many: AgentEventDetail = { kind: 'write', pathClass: 'lib', bytes: 9e6, files: 80, renamed: 80, deleted: 0 };
    expect(word(many, 'apt', 'dpkg')?.severity).toBeLessThan(0.3);
    expect(word({ ...many, pathClass: 'tmp' }, 'ci', 'node')?.severity).toBeLessThan(0.3);
    expect(word(many, 'web', 'node')?.severity).toBeGreaterThan(0.7);
  });

  test.each<{ what: string; detail: AgentEventDetail; name?: string; told: boolean }>([
    { what: 'hashes of passwords', detail: open('etc-secret', '/etc/shadow'), told: true },
    {
      what: 'hashes of passwords, read by office',
      detail: open('etc-secret', '/etc/shadow'),
      name: 'chage',
      told: false,
    },
    { what: 'the key of a certificate', detail: open('etc-secret', '/etc/ssl/private/a.key'), told: false },
    { what: 'a place that is told as a class alone', detail: open('etc-secret', ''), told: false },
    { what: 'a miner by its name', detail: exec('/usr/bin/xmrig', 'sh'), told: true },
    {
      what: 'a pool',
      detail: { kind: 'connect', address: '203.0.113.9', port: 3333, protocol: 6, error: 0 },
      told: true,
    },
    { what: 'a shell of a server', detail: exec('/bin/sh', 'nginx'), told: false },
    { what: 'files renamed', detail: changes({ renamed: 80 }), told: true },
    { what: 'files written anew and removed', detail: changes({ files: 80, deleted: 80 }), told: true },
    { what: 'files made', detail: changes({ files: 80 }), told: false },
    { what: 'files removed', detail: changes({ deleted: 80 }), told: false },
    { what: 'files of a database', detail: changes({ pathClass: 'data', renamed: 80 }), told: false },
    { what: 'files of a build', detail: changes({ renamed: 80 }), name: 'rustc', told: false },
  ])('$what: $told that it needs no baseline', ({ detail, name = 'cat', told }) => {
    expect(word(detail, 'app', name)?.needsNoBaseline).toBe(told);
  });

  test('one file that is many programs is told by what it was called as', () => {
    const called = (as: string): AgentEventDetail =>
      ({ ...exec('/bin/busybox', 'httpd'), argv: [as] }) as AgentEventDetail;
    expect(word(called('-sh'))).toMatchObject({ word: 'exec:sh<httpd', technique: 'T1059.004' });
    expect(word(called('/bin/nc'))).toMatchObject({ word: 'exec:nc<httpd', technique: 'T1105' });
    expect(word(called(''))).toMatchObject({ word: 'exec:busybox<httpd' });
  });

  test.each(['constructor', '__proto__', 'toString', 'anything'])('a guest may call a privilege “%s”', (what) => {
    expect(word({ kind: 'privilege', what, change: '', target: 0 })).toMatchObject({ technique: 'T1548' });
  });

  test('an orderly exit says nothing, one by a signal does', () => {
    expect(word({ kind: 'exit', code: 0, signal: 0, lived: 1, peakBytes: 1 })).toBeNull();
    expect(word({ kind: 'exit', code: 0, signal: 11, lived: 1, peakBytes: 1 })).toMatchObject({ word: 'killed:11' });
  });

  test('a peer is to be known by its address inside, by its owner outside', () => {
    expect(word({ kind: 'connect', address: '10.1.1.9', port: 22, protocol: 6, error: 0 })?.peer).toBe('10.1.1.9');
    expect(word({ kind: 'connect', address: '203.0.113.9', port: 22, protocol: 6, error: 0 })?.peer).toBe(
      '203.0.0.0/16',
    );
    expect(word({ kind: 'connect', address: '127.0.0.1', port: 22, protocol: 6, error: 0 })?.peer).toBe('');
  });
});
