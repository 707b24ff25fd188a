import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AgentMessage } from '../../../../native/agentlink/agent-message.ts';
import { encodeAgentMessage } from '../../../../native/agentlink/encode-agent-message.test-support.ts';
import { FieldReader } from '../../../../native/agentlink/field-reader.ts';
import { FrameReader } from '../../../../native/agentlink/frame-reader.ts';
import { messageKind } from '../../../../native/agentlink/message-kind.ts';
import {
  sampleHello,
  sampleMessages,
  sampleStatus,
} from '../../../../native/agentlink/sample-messages.test-support.ts';
import { childrenWith, program } from '../../../captures/io/live/testing/live-bench.ts';
import type { AgentRecord } from '../../../telemetry/agent-report.ts';
import { wallClock } from '../../host-clock.ts';
import { AgentLines } from '../agent-lines.ts';
import { usualAgentSettings } from '../agent-settings.ts';
import { createAgentDecoder } from './agent-decoder.ts';
import { createAgentVoice } from './create-agent-voice.ts';

const patience = { timeout: 50_000, interval: 20 };
const web = '6695eb01-f6a4-8304-79aa-97f2502e193f';
const db = '7e57bed0-0000-4000-8000-01000000000a';

interface Bench {
  lines: AgentLines;
  records: Map<string, AgentRecord[]>;
  /** Kinds of the console's messages, by VM. */
  said: Map<string, number[]>;
  dropped: string[];
  /** Numbers of requests that were sent. */
  requests: number[];
  proven: string[];
  /** Says something as a VM's agent. */
  say(uuid: string, message: AgentMessage, sequence: number): void;
}

let bench: Bench;
afterEach(() => bench.lines.close());

function start(): Bench {
  const records = new Map<string, AgentRecord[]>();
  const said = new Map<string, number[]>();
  const dropped: string[] = [];
  const requests: number[] = [];
  const proven: string[] = [];
  const lines = new AgentLines({
    makeDecoder: (sink) => createAgentDecoder(program, sink),
    makeVoice: () => createAgentVoice(new Uint8Array(32)),
    clock: wallClock,
    settings: usualAgentSettings,
    carrier: {
      send: (uuid, bytes) => {
        const kinds = said.get(uuid) ?? [];
        said.set(uuid, kinds);
        const take = (kind: number, body: Uint8Array): void => {
          kinds.push(kind);
          if (kind !== messageKind.request) return;
          const fields = new FieldReader(body);
          requests.push(fields.count(fields.body.get(1)));
        };
        new FrameReader({ frame: take, foreign: () => {} }).push(bytes);
      },
      proven: (uuid) => proven.push(uuid),
      drop: (uuid, _why, forMs) => dropped.push(`${uuid} ${forMs}`),
    },
    tell: (report) => records.set(report.uuid, [...(records.get(report.uuid) ?? []), ...report.records]),
  });
  return {
    lines,
    records,
    said,
    dropped,
    requests,
    proven,
    say: (uuid, message, sequence) => lines.bytes(uuid, encodeAgentMessage(message, sequence)),
  };
}

const kinds = (uuid: string): string[] => (bench.records.get(uuid) ?? []).map(({ kind }) => kind);
const links = (uuid: string): string[] =>
  (bench.records.get(uuid) ?? []).flatMap((record) => (record.kind === 'link' ? [record.state] : []));
const reader = (): number | undefined => childrenWith('app/parser/parser.ts').at(0);

/** Opens a line and says HELLO, once: the reader takes a moment to start, and loses nothing meanwhile. */
async function meet(uuid: string): Promise<void> {
  bench.lines.opened(uuid, 'a test');
  bench.say(uuid, sampleHello, 1);
  await vi.waitFor(() => expect(links(uuid)).toContain('up'), patience);
  expect(kinds(uuid)).not.toContain('damage');
}

describe('agents read by the parsing child', () => {
  it('hears each VM apart, welcomes it, and tells what it said', async () => {
    bench = start();
    await Promise.all([meet(web), meet(db)]);
    sampleMessages.slice(1).forEach((message, index) => bench.say(web, message, index + 2));
    bench.say(db, sampleStatus, 2);
    await vi.waitFor(() => expect(kinds(web)).toContain('bye'), patience);
    await vi.waitFor(() => expect(kinds(db)).toContain('status'), patience);
    for (const kind of ['hello', 'status', 'counts', 'sequence', 'event', 'memory', 'inventory'])
      expect(kinds(web)).toContain(kind);
    expect(kinds(db)).not.toContain('event');
    // WELCOME at the opening and after HELLO.
    await vi.waitFor(
      () => expect(bench.said.get(web)?.filter((kind) => kind === 128).length).toBeGreaterThan(1),
      patience,
    );
  });

  it('reads on in a new child where one dies, and welcomes the agents anew', async () => {
    bench = start();
    await meet(web);
    const first = reader();
    expect(first).toBeDefined();
    process.kill(first!, 'SIGKILL');
    await vi.waitFor(() => expect(reader() ?? first).not.toBe(first), patience);
    const welcomes = bench.said.get(web)?.filter((kind) => kind === 128).length ?? 0;
    expect(welcomes).toBeGreaterThan(1);
    let sequence = 10;
    const heard = kinds(web).filter((kind) => kind === 'status').length;
    await vi.waitFor(() => {
      bench.say(web, sampleStatus, sequence++);
      expect(kinds(web).filter((kind) => kind === 'status').length).toBeGreaterThan(heard);
    }, patience);
    expect(bench.dropped).toEqual([]);
  });

  it('closes the line whose bytes ended the reader twice, and no other', async () => {
    bench = start();
    await meet(db);
    await meet(web);
    for (const _death of [1, 2]) {
      let sequence = 2;
      const heard = kinds(web).filter((kind) => kind === 'status').length;
      await vi.waitFor(() => {
        bench.say(web, sampleStatus, sequence++);
        expect(kinds(web).filter((kind) => kind === 'status').length).toBeGreaterThan(heard);
      }, patience);
      const child = reader()!;
      process.kill(child, 'SIGKILL');
      await vi.waitFor(() => expect(reader()).not.toBe(child), patience);
    }
    await vi.waitFor(() => expect(bench.dropped).toEqual([`${web} 60000`]), patience);
    expect(links(web).at(-1)).toBe('garbled');
    expect(links(db)).not.toContain('garbled');
    let sequence = 2;
    const heard = kinds(db).length;
    await vi.waitFor(() => {
      bench.say(db, sampleStatus, sequence++);
      expect(kinds(db).slice(heard)).toContain('status');
    }, patience);
  });

  it('answers a request through the child', async () => {
    bench = start();
    await meet(web);
    const answer = bench.lines.request(web, 'anything', new Uint8Array());
    bench.say(
      web,
      {
        kind: 'answer',
        request: bench.requests[0]!,
        ok: false,
        text: 'unknown',
        bytes: new Uint8Array(),
        part: 1,
        parts: 1,
      },
      2,
    );
    expect(await answer).toMatchObject({ ok: false, text: 'unknown' });
    expect(bench.proven).toEqual([web]);
  });
});
