import { describe, expect, test } from 'vitest';
import type { AgentHello, AgentRecord, AgentStatus } from '../telemetry/agent-report.ts';
import { METRICS, placeOf, type RateRow } from '../telemetry/metrics.ts';
import { AgentWatch } from './agent-watch.ts';
import { NOON, SECOND } from './guest-life.test-support.ts';

const hello = (parts: Partial<AgentHello> = {}): AgentRecord => ({
  kind: 'hello',
  hello: {
    version: '1.2.0',
    bootId: 'b',
    startId: 's',
    kernel: '6.1',
    machine: 'x86_64',
    distribution: 'Debian 12',
    streams: ['counts'],
    missing: [{ stream: 'memory', why: 'the kernel has no PSI' }],
    syscalls: 'bpf',
    sha256: 'aa',
    redaction: 'plain',
    ...parts,
  },
});

function status(second: number, sent: number, cpu = 0, lost = 0): AgentRecord {
  const status: AgentStatus = {
    guestTime: NOON,
    boot: (100 + second) * SECOND,
    streams: [{ stream: 'counts', told: 100, lost, redacted: 0 }],
    cpu: second * 1e4,
    resident: 8e6,
    waiting: 0,
    threads: 3,
    guest: {
      cpu,
      memoryTotal: 1e9,
      memoryAvailable: 5e8,
      interfaces: [{ mac: 'a', received: 0, sent }],
      disks: [],
    },
  };
  return { kind: 'status', status };
}

function row(tier: 'interfaces' | 'cpu', second: number, values: Record<string, number>): RateRow {
  const packed = new Float64Array(METRICS[tier].length).fill(Number.NaN);
  for (const [key, value] of Object.entries(values)) packed[placeOf(key as 'cpu').place] = value;
  return { uuid: 'u', device: '', tier, time: NOON + second * SECOND, seconds: 1, values: packed };
}

/** Seconds in which the guest says one thing of what it sends, and the hypervisor another. */
function live(
  watch: AgentWatch,
  seconds: number,
  guestSends: number,
  hostSends: number,
  guestCpu = 0,
  hostCpu = 0,
): void {
  for (let second = 0; second < seconds; second++) {
    watch.takeRates(row('interfaces', second, { received: 0, sent: hostSends }));
    watch.takeRates(row('cpu', second, { cpu: hostCpu }));
    watch.take(status(second, second * guestSends, second * guestCpu * 1e6), NOON + second * SECOND, 1);
  }
}

describe('an agent that is held against the hypervisor', () => {
  test('tells the truth, give or take', () => {
    const watch = new AgentWatch();
    watch.take(hello(), NOON, 1);
    live(watch, 120, 1e6, 1.2e6, 0.5, 0.6);
    expect(watch.takeDoubts()).toEqual([]);
    expect(watch.toState(NOON + 119 * SECOND)).toMatchObject({
      state: 'up',
      version: '1.2.0',
      cpu: 0.01,
      resident: 8e6,
    });
  });

  test.each([
    { what: 'hides what it sends', lies: [0, 2e6, 0, 0] as const },
    { what: 'hides what it computes', lies: [0, 0, 0.05, 0.95] as const },
  ])('that $what is found out in half a minute or so', ({ lies }) => {
    const watch = new AgentWatch();
    watch.take(hello(), NOON, 1);
    const [guestSends, hostSends, guestCpu, hostCpu] = lies;
    live(watch, 50, guestSends, hostSends, guestCpu, hostCpu);
    expect(watch.takeDoubts()).toMatchObject([{ kind: 'lying', technique: 'T1014' }]);
    expect(watch.toState(NOON + 49 * SECOND).state).toBe('lying');
  });
});

describe('who speaks', () => {
  test.each([
    { by: { version: '1.1.9' }, kind: 'older' },
    { by: { sha256: 'bb' }, kind: 'replaced' },
    { by: { version: '1.10.0', sha256: 'cc' }, kind: null },
    { by: { startId: 'again' }, kind: null },
  ])('another hello with $by is doubted as $kind', ({ by, kind }) => {
    const watch = new AgentWatch();
    watch.take(hello(), NOON, 1);
    watch.take(hello(by), NOON + SECOND, 1);
    expect(watch.takeDoubts().map((doubt) => doubt.kind)).toEqual(kind === null ? [] : [kind]);
  });

  test('what was never heard is absent; what falls silent is doubted while its VM runs, until it speaks again', () => {
    const watch = new AgentWatch();
    expect(watch.toState(NOON).state).toBe('absent');
    watch.take(hello(), NOON, 1);
    for (let second = 1; second < 300; second++) {
      watch.takeRates(row('interfaces', second, { sent: 0 }));
      watch.look(NOON + second * SECOND, true);
    }
    expect(watch.takeDoubts()).toMatchObject([{ kind: 'silent' }]);
    expect(watch.toState(NOON + 300 * SECOND).state).toBe('silent');
    expect(watch.takeRecovery()).toBe(false);
    watch.take(status(300, 0), NOON + 300 * SECOND, 1);
    expect([watch.takeRecovery(), watch.takeRecovery()]).toEqual([true, false]);
  });

  test('a VM that is off has no agent to miss', () => {
    const watch = new AgentWatch();
    watch.take(hello(), NOON, 1);
    for (let second = 1; second < 900; second++) watch.look(NOON + second * SECOND, true);
    expect(watch.takeDoubts()).toEqual([]);
  });

  test('loss in the guest and on the line add up', () => {
    const watch = new AgentWatch();
    watch.take(status(1, 0, 0, 25), NOON, 1);
    expect(watch.loss).toBeCloseTo(0.2, 6);
    watch.take({ kind: 'damage', lostFrames: 1, garbageBytes: 0, replayedFrames: 0 }, NOON, 1);
    expect(watch.loss).toBeCloseTo(0.6, 6);
    expect(watch.toState(NOON).streams.map(({ stream }) => stream)).toEqual(['counts']);
  });
});
