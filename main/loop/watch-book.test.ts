import { afterEach, describe, expect, test } from 'vitest';
import { Session } from '../captures/session.ts';
import { HostLedger } from '../hosts/host-ledger.ts';
import { createSimulatedHostMaker } from '../hosts/simulated/simulated-host.ts';
import { createTurnedClock, type TurnedClock } from '../hosts/simulated/turned-clock.test-support.ts';
import { SessionStore } from '../store/session-store.ts';
import { LiveSource } from './live-source.ts';
import { WatchBook, type Watch } from './watch-book.ts';

const open: Session[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

interface Bench {
  book: WatchBook;
  clock: TurnedClock;
  kept: () => string;
}

/** A book whose hosts are simulated, whatever their URI says, by a clock that is turned by hand. */
function createBench(kept = ''): Bench {
  const clock = createTurnedClock(Date.UTC(2026, 10, 26, 9) * 1000);
  let memory = kept;
  const book = new WatchBook({
    refuse: () => '',
    load: () => memory,
    keep: (hosts) => {
      memory = hosts;
    },
    open: (kind): Watch => {
      const ledger = new HostLedger();
      const simulate = createSimulatedHostMaker({ clock });
      const source = new LiveSource({
        ledger,
        makeHost: (settings, sink) => {
          if (settings.uri.includes('broken')) throw new Error('no such program');
          const isSimulated = settings.uri.startsWith('simulated');
          // VMs of their own each.
          const uri = isSimulated ? settings.uri : `simulated:///?vms=3&seed=${settings.uri.length}`;
          return simulate({ ...settings, uri }, sink);
        },
        capture: null,
        agents: null,
        record: () => {
          throw new Error('not here');
        },
        clock,
      });
      const session = new Session({
        id: kind,
        name: kind,
        source,
        sample: false,
        store: new SessionStore(':memory:'),
        codec: {
          flow: () => {
            throw new Error('there are no flows');
          },
          record: () => {
            throw new Error('there are no records');
          },
          places: () => [],
          pick: (detail) => detail,
        },
        createJudge: () => ({ observe: () => {}, assess: () => ({ subjects: [], localNetworks: [] }) }),
        now: () => clock.now() / 1000,
        onChange: () => {},
        onClose: () => {},
        ledger,
      });
      void session.read();
      open.push(session);
      return { session, source };
    },
  });
  return { book, clock, kept: () => memory };
}

const host = (uri: string, parts: { name?: string; capture?: boolean } = {}) => ({
  uri,
  capture: false,
  capturePrefix: [],
  ...parts,
});

describe('hosts', () => {
  test('that are added are watched, listed and kept; the same again is the same', () => {
    const { book, clock, kept } = createBench();
    expect(book.list()).toEqual([]);
    const added = book.add(host(' qemu+ssh://root@rack4/system '));
    expect(added).toEqual({ id: 'rack4', session: 'live' });
    expect(book.add(host('qemu+ssh://root@rack4/system', { name: 'other' }))).toEqual(added);
    expect(book.add(host('qemu:///system'))).toEqual({ id: 'local', session: 'live' });
    clock.turn(1000);
    expect(book.list()).toMatchObject([
      {
        id: 'rack4',
        uri: 'qemu+ssh://root@rack4/system',
        name: 'rack4',
        transport: 'ssh',
        state: 'up',
        vms: 3,
        lastTick: clock.now(),
        capture: { state: 'off' },
      },
      { id: 'local', name: 'this machine', transport: 'unix', state: 'up' },
    ]);
    expect(JSON.parse(kept())).toHaveLength(2);
  });

  test('of a simulation stand apart from real ones and are not kept', () => {
    const { book, kept } = createBench();
    expect(book.add(host('simulated:///?vms=2&seed=1')).session).toBe('demo');
    expect(book.add(host('qemu:///system')).session).toBe('live');
    expect(book.list().map(({ transport, vms }) => [transport, vms])).toEqual([
      ['simulated', 2],
      ['unix', 3],
    ]);
    expect(JSON.parse(kept())).toMatchObject([{ uri: 'qemu:///system' }]);
    expect(book.watchOf('demo')?.session.id).toBe('demo');
    expect(book.watchOf('other')).toBeUndefined();
    book.forget('demo');
    expect(book.list().map(({ transport }) => transport)).toEqual(['unix']);
    book.forget('live');
    expect(kept()).toBe('[]');
  });

  test('hear agents only where that was permitted, over a restart too', () => {
    const { book, kept } = createBench();
    const { id } = book.add(host('qemu:///system'));
    const agents = (from: WatchBook): unknown => from.list().map((each) => each.agents.permitted);
    expect(agents(book)).toEqual([false]);
    book.permitAgents(id, true);
    expect(agents(book)).toEqual([true]);
    const next = createBench(kept()).book;
    next.resume();
    expect(agents(next)).toEqual([true]);
    next.permitAgents(id, false);
    expect(agents(next)).toEqual([false]);
    expect(() => next.permitAgents('none', true)).toThrow('no longer watched');
  });

  test('pause and go on, over a restart too', () => {
    const { book, clock, kept } = createBench();
    const { id } = book.add(host('qemu:///system'));
    book.pause(id, true);
    expect(book.list()).toMatchObject([{ state: 'paused' }]);
    const told = clock.now();
    clock.turn(5000);
    expect(book.list()[0]?.lastTick).toBeNull();
    const after = createBench(kept());
    expect(after.book.resume()?.id).toBe('live');
    after.clock.turn(3000);
    expect(after.book.list()).toMatchObject([{ id, state: 'paused', lastTick: null }]);
    after.book.pause(id, false);
    after.clock.turn(3000);
    expect(after.book.list()).toMatchObject([{ state: 'up', lastTick: told + 6e6 }]);
    after.book.retry(id);
  });

  test('that are removed are forgotten with their VMs', async () => {
    const { book, clock, kept } = createBench();
    const { id } = book.add(host('qemu:///system'));
    clock.turn(1000);
    await book.remove(id);
    expect(book.list()).toEqual([]);
    expect(kept()).toBe('[]');
    expect(book.watchOf('live')?.session.ledger.present()).toEqual([]);
    await expect(book.remove(id)).rejects.toMatchObject({ code: 'not-found' });
    expect(() => book.pause(id, true)).toThrow('no longer watched');
    expect(() => book.retry(id)).toThrow('no longer watched');
  });

  test('that cannot be watched at all are not kept', () => {
    const { book, kept } = createBench();
    expect(() => book.add(host('qemu+ssh://broken/system'))).toThrow('no such program');
    expect(book.list()).toEqual([]);
    expect(kept()).toBe('');
  });
});

test.each(['{', '[{"id":1}]', 'null', '{"id":"a"}', '\0'])('what was kept as %j is no hindrance to start', (kept) => {
  const { book } = createBench(kept);
  expect(book.resume()).toBeNull();
  expect(book.list()).toEqual([]);
});
