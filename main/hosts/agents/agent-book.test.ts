import { describe, expect, it } from 'vitest';
import type { AgentRecord } from '../../telemetry/agent-report.ts';
import { AgentBook } from './agent-book.ts';
import { agentHello, agentStatus } from './agent-records.test-support.ts';

const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f';
const hello: AgentRecord = { kind: 'hello', hello: agentHello };
const status: AgentRecord = { kind: 'status', status: agentStatus };
const up: AgentRecord = { kind: 'link', state: 'up', detail: 'The agent speaks.' };

describe('AgentBook', () => {
  it('keeps the newest of each, and says whose agent said HELLO', () => {
    const book = new AgentBook();
    expect(book.take(1, [{ uuid, records: [up, hello] }])).toEqual([uuid]);
    expect(book.take(2, [{ uuid, records: [status] }])).toEqual([]);
    expect(book.of(uuid)).toEqual({ hello: agentHello, status: agentStatus, lastHeard: 2 });
    expect(book.of('another')).toBeUndefined();
  });

  it('holds no sign of life of the agent before', () => {
    const book = new AgentBook();
    book.take(1, [{ uuid, records: [hello, status] }]);
    book.take(2, [{ uuid, records: [{ kind: 'hello', hello: { ...agentHello, startId: 'bb'.repeat(16) } }] }]);
    expect(book.of(uuid)?.status).toBeNull();
  });

  it('tells again what a listener who comes later must know, and nothing of VMs it does not know', () => {
    const book = new AgentBook();
    book.take(1, [{ uuid, records: [hello, up, status] }]);
    expect(book.retell([uuid, 'another'])).toEqual([{ uuid, records: [hello, up] }]);
    book.forget(uuid);
    expect(book.retell([uuid])).toEqual([]);
  });

  it('knows again what was kept', () => {
    const book = new AgentBook();
    book.restore(uuid, { hello: agentHello, status: null, lastHeard: 7 });
    expect(book.of(uuid)?.lastHeard).toBe(7);
  });
});
