import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { program } from '../../../captures/io/live/testing/live-bench.ts';
import type { AgentRecord } from '../../../telemetry/agent-report.ts';
import { wallClock } from '../../host-clock.ts';
import { AgentLines } from '../agent-lines.ts';
import { usualAgentSettings } from '../agent-settings.ts';
import { createAgentDecoder } from './agent-decoder.ts';
import { createAgentVoice } from './create-agent-voice.ts';

const patience = { timeout: 60_000, interval: 100 };
const uuid = '6695eb01-f6a4-8304-79aa-97f2502e193f';
const binary = process.env['MIEN_TESTBED_AGENT'] ?? '';
const isThere = binary !== '' && existsSync(binary);
if (!isThere)
  console.warn('SKIPPED: no real agent speaks: build one (mien agent build) and name it in MIEN_TESTBED_AGENT.');

/** Lines that hear a real agent of this machine over a unix socket. */
class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'mien-agent-'));
  readonly records: AgentRecord[] = [];
  proofs = 0;
  private socket: Socket | null = null;
  private readonly server: Server;
  private readonly agents: ChildProcess[] = [];
  readonly lines = new AgentLines({
    makeDecoder: (sink) => createAgentDecoder(program, sink),
    makeVoice: () => createAgentVoice(new Uint8Array(32)),
    clock: wallClock,
    settings: usualAgentSettings,
    carrier: {
      send: (_uuid, bytes) => this.socket?.write(bytes),
      drop: () => this.socket?.destroy(),
      proven: () => {
        this.proofs += 1;
      },
    },
    tell: (report) => this.records.push(...report.records),
  });

  constructor() {
    this.server = createServer((socket) => {
      this.socket = socket;
      this.lines.opened(uuid, 'a unix socket');
      socket.on('data', (bytes) => this.lines.bytes(uuid, bytes));
      socket.on('close', () => this.lines.closed(uuid, 'ended', 'It hung up.'));
      socket.on('error', () => {});
    }).listen(this.path);
  }

  private get path(): string {
    return join(this.folder, 'port');
  }

  /** Starts the agent. */
  speak(): ChildProcess {
    const agent = spawn(binary, ['--socket', this.path], { stdio: 'ignore' });
    this.agents.push(agent);
    return agent;
  }

  kinds(): Set<string> {
    return new Set(this.records.map(({ kind }) => kind));
  }

  close(): void {
    for (const agent of this.agents) agent.kill('SIGKILL');
    this.lines.close();
    this.socket?.destroy();
    this.server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let bench: Bench;
afterEach(() => bench?.close());

describe.skipIf(!isThere)('a real agent', () => {
  it('says HELLO, gives signs of life, tells what goes on, answers, and nothing of it is damaged', async () => {
    bench = new Bench();
    bench.speak();
    await vi.waitFor(() => {
      for (const kind of ['hello', 'status', 'memory']) expect(bench.kinds()).toContain(kind);
    }, patience);
    const answer = await bench.lines.request(uuid, 'nothing that exists', new Uint8Array());
    expect(answer.ok).toBe(false);
    expect(bench.proofs).toBeGreaterThan(0);
    const child = spawn('/bin/sh', ['-c', 'sleep 3'], { stdio: 'ignore' });
    // By whatever source it has: it looks at /proc each second where no kernel helps.
    await vi.waitFor(() => {
      const started = bench.records.find(
        (record) =>
          record.kind === 'event' && record.event.detail.kind === 'exec' && record.event.thread.pid === child.pid,
      );
      expect(started).toBeDefined();
    }, patience);
    for (const record of bench.records) {
      if (record.kind !== 'event') continue;
      expect(Math.abs(record.event.time - Date.now() * 1000)).toBeLessThan(120e6);
    }
    expect(bench.records.filter(({ kind }) => kind === 'damage')).toEqual([]);
  });

  it('that dies is silent, and is heard again as another start', async () => {
    bench = new Bench();
    const first = bench.speak();
    await vi.waitFor(() => expect(bench.kinds()).toContain('status'), patience);
    first.kill('SIGKILL');
    await vi.waitFor(() => expect(bench.records.at(-1)).toMatchObject({ kind: 'link', state: 'silent' }), patience);
    const { length } = bench.records;
    bench.speak();
    await vi.waitFor(
      () => expect(bench.records.slice(length).some(({ kind }) => kind === 'status')).toBe(true),
      patience,
    );
    const starts = bench.records.flatMap((record) => (record.kind === 'hello' ? [record.hello.startId] : []));
    expect(new Set(starts).size).toBe(2);
    const boots = bench.records.flatMap((record) => (record.kind === 'hello' ? [record.hello.bootId] : []));
    expect(new Set(boots).size).toBe(1);
  });
});
