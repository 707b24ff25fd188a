import { describe, expect, it } from 'vitest';
import { parserEventSchema } from '../../captures/parser-messages.ts';
import type { AgentEventDetail } from '../../telemetry/agent-report.ts';
import { vmFacts } from '../vm-facts.test-support.ts';
import { agentThread } from './agent-records.test-support.ts';
import { toHostEvent } from './to-host-event.ts';

const facts = vmFacts(1, { name: 'web', addresses: [{ mac: '52:54:00:00:00:01', address: '10.0.0.5', hostname: '' }] });
const tell = (detail: AgentEventDetail) => toHostEvent({ time: 5, thread: agentThread, uid: 33, detail }, facts);
const open: AgentEventDetail = {
  kind: 'open',
  pathClass: 'etc-secret',
  path: '/etc/shadow',
  read: true,
  write: false,
  create: false,
  truncate: false,
  error: 0,
  count: 2,
};

describe('toHostEvent', () => {
  it.each<[AgentEventDetail, string, string, string]>([
    [
      {
        kind: 'exec',
        program: '/usr/bin/dash',
        argv: ['sh', '-c', 'id'],
        parentPid: 1,
        parentStart: 1,
        parentName: 'nginx',
        sha256: '',
      },
      'process',
      'process started: dash',
      'info',
    ],
    [open, 'file', 'secret read: /etc/shadow', 'notice'],
    [
      { kind: 'connect', address: '203.0.113.9', port: 4444, protocol: 6, error: 0 },
      'network',
      'connects to 203.0.113.9',
      'info',
    ],
    [{ kind: 'privilege', what: 'module', change: 'rootkit', target: 0 }, 'module', 'module: rootkit', 'notice'],
    [{ kind: 'privilege', what: 'setuid', change: '33 → 0', target: 0 }, 'privilege', 'setuid: 33 → 0', 'info'],
    [{ kind: 'dup', descriptor: 0 }, 'network', 'descriptor 0 became a connection', 'notice'],
  ])('tells %o', (detail, kind, title, severity) => {
    const event = tell(detail);
    expect(event).toMatchObject({
      time: 5,
      source: 'agent',
      host: 'web',
      addresses: ['10.0.0.5'],
      kind,
      title,
      severity,
    });
    expect(parserEventSchema.parse(event)).toEqual(event);
    expect(JSON.parse(event?.raw ?? '')).toMatchObject({ agent: { detail } });
  });

  it.each<AgentEventDetail>([
    { ...open, pathClass: 'lib' },
    { kind: 'exit', code: 0, signal: 0, lived: 1, peakBytes: 1 },
    { kind: 'write', pathClass: 'tmp', bytes: 1, files: 1, renamed: 0, deleted: 0 },
    { kind: 'accept', address: '10.0.0.1', port: 1, ownPort: 80, protocol: 6 },
  ])('has no line for what only matters as a sum: %o', (detail) => expect(tell(detail)).toBeNull());

  it('names the connection from the address that its host knows, not one the guest says', () => {
    expect(tell({ kind: 'connect', address: '203.0.113.9', port: 53, protocol: 17, error: 0 })?.connection).toEqual({
      transport: 'udp',
      src: '10.0.0.5',
      sport: 0,
      dst: '203.0.113.9',
      dport: 53,
    });
  });
});
