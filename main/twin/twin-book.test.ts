import { describe, expect, test } from 'vitest';
import { flow } from '../detection/synthetic.test-support.ts';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import type { Finding } from '../telemetry/finding.ts';
import type { Observation } from '../telemetry/observation.ts';
import { NOON, SECOND, thread } from './guest-life.test-support.ts';
import { createTransientMemory } from './transient-memory.ts';
import { TwinBook } from './twin-book.ts';
import { attacks, reverseShell, watch, watched } from './watched-vm.test-support.ts';
import { writeModels } from './twin-models.ts';
import { writeTwin } from './twin-state.ts';

const uuid = uuidOf(1);
const address = vmFacts(1).addresses[0]?.address ?? '';

describe('a VM whose twin watches', () => {
  test.each([1, 2, 3])('two hours of what it always does raise nothing (seed %i)', (seed) => {
    const one = watched(seed);
    one.live(7200);
    expect(one.found).toEqual([]);
    expect(one.book.twin(uuid)?.budget.realised).toBe(0);
  });

  test.each(attacks)('$name is told within ten seconds, with what it did', ({ act, once, least, technique }) => {
    const one = watched(4);
    const start = one.life.second;
    one.live(15, (second) => (second === 1 || (second > 1 && !once) ? act(one) : []));
    const [first] = one.found;
    expect(first?.at).toBeLessThanOrEqual(start + 10);
    const last = one.found.at(-1);
    expect(last?.score).toBeGreaterThanOrEqual(least);
    expect(last?.techniques).toContain(technique);
    const story = one.book.twin(uuid)?.stories.stories.find(({ id }) => id === last?.id);
    expect(story?.acts.size).toBeGreaterThan(0);
    expect(new Set(one.found.map(({ id }) => id)).size).toBe(1);
  });

  test('system calls in an order it never had are told, mildly, without any event beside', () => {
    const one = watch(5);
    one.book.profile(uuid, 'begin', 'web requests');
    one.live(420);
    one.book.profile(uuid, 'end', 'web requests');
    expect(one.book.twin(uuid)?.mode).toBe('watch');
    const start = one.life.second;
    one.live(20, () => [
      one.life.sequence(thread('nginx'), [101, 10, 9, 9, 10, 157, 319, 322, 41, 42, 33, 33, 33, 59]),
    ]);
    expect(one.found[0]?.at).toBeLessThanOrEqual(start + 12);
    expect(one.found.at(-1)).toMatchObject({ channel: 'syscalls', service: 'nginx' });
    expect(one.found.at(-1)?.score).toBeGreaterThan(0.15);
    expect(one.found.at(-1)?.score).toBeLessThan(0.4);
  });
});

describe('what is learned', () => {
  test('a reverse shell of the first minute is told, and not learned as normal', () => {
    const one = watch(6);
    one.live(20);
    one.live(40, (second) => (second % 10 === 1 ? reverseShell(one) : []));
    expect(one.found.at(-1)?.title).toMatch(/takes its commands from a socket/);
    one.live(900);
    one.found.length = 0;
    one.live(10, (second) => (second === 1 ? reverseShell(one) : []));
    expect(one.found.at(-1)?.score).toBeGreaterThan(0.9);
    const words = one.book
      .twin(uuid)
      ?.tracks.processes.words.list()
      .map(({ word }) => word);
    expect(words).not.toContain('exec:sh<nginx');
  });

  test('what an attacker does slowly is learned no more than what he does at once', () => {
    const one = watched(7);
    const strange = [101, 157, 319, 322, 41, 42, 33, 33];
    const before =
      one.book
        .twin(uuid)
        ?.tracks.syscalls.streams.get('nginx\nnginx')
        ?.model.probability([], 101 + 1) ?? 1;
    // One odd window a minute, for hours.
    one.live(4 * 3600, (second) => (second % 60 === 7 ? [one.life.sequence(thread('nginx'), strange)] : []));
    const after =
      one.book
        .twin(uuid)
        ?.tracks.syscalls.streams.get('nginx\nnginx')
        ?.model.probability([], 101 + 1) ?? 1;
    expect(after).toBeLessThanOrEqual(before);
  });

  test('a window that is accepted is learned, quiets its alert, and can be taken back', () => {
    const one = watched(8);
    const read = (): Observation[] => [one.life.open('etc-secret', '/etc/shadow', thread('app', 'backup', 903))];
    one.live(30, (second) => (second === 1 ? read() : []));
    const twin = one.book.twin(uuid);
    const windows = twin?.stories.windows.map(({ id }) => id) ?? [];
    expect(windows.length).toBeGreaterThan(0);
    const before = one.book.versions(uuid).length;
    const version = one.book.decide(uuid, windows, 'accept');
    expect(version).toBe(one.book.versions(uuid)[0]?.id);
    expect(one.book.versions(uuid).length).toBe(before + 2);
    expect(one.found.at(-1)?.score).toBe(0);
    expect(one.book.decide(uuid, windows, 'accept')).toBeNull();
    expect(one.book.versions(uuid).length).toBe(before + 2);
    one.live(700);
    one.found.length = 0;
    one.live(15, (second) => (second === 1 ? read() : []));
    expect(one.found).toEqual([]);
    expect(one.book.useVersion(uuid, (version ?? 0) - 1)).toBe(true);
    one.live(15, (second) => (second === 1 ? read() : []));
    expect(one.found.at(-1)?.score).toBeGreaterThan(0.7);
  });

  test('what was rejected is never learned, and counts as no false alarm', () => {
    const one = watched(9);
    one.live(30, (second) =>
      second === 1 ? [one.life.open('etc-secret', '/etc/shadow', thread('app', 'cat', 904))] : [],
    );
    const twin = one.book.twin(uuid);
    one.book.decide(uuid, twin?.stories.windows.map(({ id }) => id) ?? [], 'reject');
    expect(twin?.stories.windows.every(({ state, agesOutAt }) => state === 'rejected' && agesOutAt === null)).toBe(
      true,
    );
    expect(twin?.budget.realised).toBe(0);
    const hits = twin?.budget.hits;
    expect(one.book.decide(uuid, twin?.stories.windows.map(({ id }) => id) ?? [], 'reject')).toBeNull();
    expect(twin?.budget.hits).toBe(hits);
    expect(one.found.at(-1)?.score).toBeGreaterThan(0.7);
  });
});

describe('a quiet VM', () => {
  test('is watched after half an hour, and what it never did is told', () => {
    const { life, book, found } = watch(13);
    const hello: Observation = life.observe({
      kind: 'hello',
      hello: {
        version: '1.0.0',
        bootId: 'b',
        startId: 's',
        kernel: '6.1',
        machine: 'x86_64',
        distribution: '',
        streams: [],
        missing: [],
        syscalls: 'none',
        sha256: '',
        redaction: 'plain',
      },
    });
    book.observe(hello);
    const idle = (seconds: number): void => {
      for (let second = 0; second < seconds; second++) {
        life.second++;
        book.observe(life.status());
        if (life.second % 300 === 0) {
          book.observe(life.open('etc', '/etc/crontab', thread('cron')));
          book.observe(life.open('etc', '/etc/hosts', thread('cron')));
        }
      }
    };
    idle(1500);
    expect(book.twin(uuid)?.mode).toBe('learn');
    idle(900);
    expect(book.twin(uuid)?.mode).toBe('watch');
    book.observe(life.open('etc-secret', '/etc/shadow', thread('httpd', 'cat', 900)));
    idle(5);
    expect(found.at(-1)?.score).toBeGreaterThan(0.7);
  });
});

describe('a twin', () => {
  test('is the same for the same observations in the same order', () => {
    const written = [1, 2].map(() => {
      const one = watch(10);
      one.live(900, (second) => (second === 700 ? reverseShell(one) : []));
      const twin = one.book.twin(uuid);
      return { state: twin === undefined ? [] : [...writeTwin(twin)], found: one.found };
    });
    expect(written[0]).toEqual(written[1]);
  });

  test('concludes the same where flows come before their time, as when a recording is played fast', () => {
    const told = [1, 100].map((ahead) => {
      const one = watch(14);
      const at = (second: number): Observation => ({
        kind: 'flow',
        flow: flow({ src: address, dport: 443, start: one.life.time, end: NOON + second * SECOND }),
        final: true,
      });
      for (let second = 1; second <= 600; second++) {
        if (second % ahead === 1 % ahead)
          for (let next = second; next < second + ahead; next++) one.book.observe(at(next));
        one.live(1, () => (second === 500 ? reverseShell(one) : []));
      }
      const twin = one.book.twin(uuid);
      const { syscalls, processes, flows } = twin?.tracks ?? {};
      expect(flows?.events).toBeGreaterThan(400);
      return {
        found: one.found,
        mode: twin?.mode,
        of: [syscalls, processes].map((track) => [track?.windows, track?.events]),
      };
    });
    expect(told[1]).toEqual(told[0]);
    expect(told[0]?.mode).toBe('watch');
  });

  test('goes on from where it was saved, by UUID, in another session', () => {
    const memory = { ...createTransientMemory(), outlives: true };
    const one = watch(11, memory);
    one.live(420);
    one.live(5, (second) => (second === 1 ? reverseShell(one) : []));
    one.book.close();
    const told: Finding[] = [];
    const next = new TwinBook({ memory, tell: (finding) => told.push(finding) });
    next.observe({ kind: 'machine', facts: vmFacts(1, { host: 'two' }), time: one.life.time });
    expect(next.twin(uuid)?.mode).toBe('watch');
    expect(told.map(({ id }) => id)).toEqual([one.found.at(-1)?.id]);
    for (let second = 0; second < 300; second++) for (const observation of one.life.next()) next.observe(observation);
    expect(new Set(told.map(({ id }) => id)).size).toBe(1);
  });

  test('of a busy VM stays under 64 KB', () => {
    const one = watched(12);
    let call = 0;
    // Every second another forty threads of other programs, with calls of all kinds.
    one.live(400, (second) =>
      Array.from({ length: 40 }, (_, at) =>
        one.life.sequence(
          thread(`service-${at}`, `worker-${second}`),
          Array.from({ length: 60 }, () => (call = (call * 73 + at * 7 + second) % 330)),
        ),
      ),
    );
    const twin = one.book.twin(uuid);
    expect(twin && writeModels(twin).length).toBeLessThan(64 * 1024);
  });
});
