import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AgentEvent, AgentEventDetail } from '../telemetry/agent-report.ts';
import { NOON, SECOND, thread } from './guest-life.test-support.ts';
import { ShellOnSocket } from './shell-on-socket.ts';

const event = (pid: number, detail: AgentEventDetail, name = 'python3', time = NOON): AgentEvent => ({
  time,
  thread: thread('web', name, pid),
  uid: 33,
  detail,
});
const exec = (program: string, parent = 1): AgentEventDetail => ({
  kind: 'exec',
  program,
  argv: [],
  parentPid: parent,
  parentStart: parent * 1000,
  parentName: 'x',
  sha256: '',
});
const connect: AgentEventDetail = { kind: 'connect', address: '203.0.113.9', port: 443, protocol: 6, error: 0 };
const dup = (descriptor: number): AgentEventDetail => ({ kind: 'dup', descriptor });

describe('a shell on a socket', () => {
  test.each([
    { way: 'dup before exec', told: [event(9, connect), event(9, dup(0)), event(9, exec('/bin/sh'))] },
    {
      way: 'a shell that connects itself',
      told: [event(9, exec('/bin/bash')), event(9, connect, 'bash'), event(9, dup(0), 'bash')],
    },
    {
      way: 'a child of who holds the socket',
      told: [event(9, connect), event(9, dup(0)), event(10, exec('/bin/sh', 9))],
    },
  ])('is noticed once: $way', ({ told }) => {
    const shells = new ShellOnSocket();
    const said = [...told, ...told.slice(-1)].map((one) => shells.take(one)).filter((sentence) => sentence !== null);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('203.0.113.9 port 443');
  });

  test.each([
    {
      what: 'a service whose output goes to the journal',
      told: [event(9, dup(1)), event(9, dup(2)), event(9, exec('/bin/sh'))],
    },
    { what: 'a shell without a socket', told: [event(9, exec('/bin/sh')), event(9, connect)] },
    {
      what: 'a server that puts a socket on its input',
      told: [event(9, dup(0)), event(9, exec('/usr/sbin/in.tftpd'))],
    },
    { what: 'a shell long after', told: [event(9, dup(0)), event(10, exec('/bin/sh', 9), 'sh', NOON + 120 * SECOND)] },
  ])('is not $what', ({ told }) => {
    const shells = new ShellOnSocket();
    expect(told.map((one) => shells.take(one))).toEqual(told.map(() => null));
  });

  test('what it begins works for it', () => {
    const shells = new ShellOnSocket();
    for (const one of [event(9, dup(0)), event(9, exec('/bin/sh')), event(11, exec('/usr/bin/id', 9))])
      shells.take(one);
    expect([9, 11, 12].map((pid) => shells.holds(thread('web', 'x', pid)))).toEqual([true, true, false]);
  });

  test('whatever is told, nothing breaks', () => {
    const detail = fc.oneof(
      fc.constant(connect),
      fc.integer({ min: -9, max: 9 }).map(dup),
      fc.string().map((path) => exec(path)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(900), detail, fc.string()), { maxLength: 600 }), (told) => {
        const shells = new ShellOnSocket();
        for (const [pid, one, name] of told) shells.take(event(pid, one, name));
      }),
      { numRuns: 30 },
    );
  });
});
