import type { MienContract } from '../../shared/contract/contract.ts';
import type { Host, HostCheck, hostContract } from '../../shared/contract/host.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Watch, WatchBook } from '../loop/watch-book.ts';
import type { OpenSessions } from './open-sessions.ts';
import { toResources } from './resources.ts';

/** What a test of a URI is given besides the URI. */
export interface TestOptions {
  capture: boolean;
  capturePrefix: string[];
}

/** What watching needs of the machine. */
export interface HostDoors {
  /** Tests a URI line by line, writing nothing to the host; each answer holds all lines so far. */
  test(uri: string, options: TestOptions, signal: AbortSignal): AsyncIterable<{ checks: HostCheck[]; done: boolean }>;
  /** Plays a recording from its start. @throws {Refusal} */
  replay(path: string): Promise<{ session: string }>;
  /** Steers a replay. @throws {Refusal} where the session is none */
  steer(session: string, steering: { speed?: number | undefined; to?: number | undefined }): void;
}

/** Handlers of the host group. */
export function createHostHandlers(
  sessions: OpenSessions,
  book: WatchBook,
  doors: HostDoors,
): Pick<Handlers<MienContract>, keyof typeof hostContract> {
  const watchOf = (session: string): Watch => {
    const watch = book.watchOf(session);
    if (watch === undefined)
      throw new Refusal('unsupported', 'Only hosts that are watched can be recorded; this session is a file already.');
    return watch;
  };
  const tell = (): { hosts: Host[] } => ({ hosts: book.list() });
  return {
    'host.list': tell,
    'host.changes': async function* (_input, signal) {
      for await (const _ of sessions.list.changes.follow(signal, 500)) yield tell();
    },
    'host.add': (input) => {
      const added = book.add(input);
      sessions.list.makeCurrent(added.session);
      return added;
    },
    'host.remove': async (input) => {
      await book.remove(input.id);
      sessions.list.changes.notify();
      return {};
    },
    'host.pause': (input) => {
      book.pause(input.id, input.paused);
      sessions.list.changes.notify();
      return {};
    },
    'host.agents': (input) => {
      book.permitAgents(input.id, input.permitted);
      sessions.list.changes.notify();
      return {};
    },
    'host.retry': (input) => {
      book.retry(input.id);
      return {};
    },
    'host.test': async function* (input, signal) {
      yield* doors.test(input.uri, input, signal);
    },
    'subject.machine': (input) => {
      const { ledger } = sessions.session(input.session);
      const machine = ledger.machines.get(input.id);
      if (machine === undefined) return { machine: null };
      const { facts, hung, gone, moves } = machine;
      return {
        machine: {
          uuid: facts.uuid,
          name: facts.name,
          title: facts.title,
          description: facts.description,
          host: facts.host,
          hostName: ledger.nameOf(facts.host),
          state: gone ? 'gone' : facts.state,
          hung,
          tpm: facts.tpm,
          vcpus: facts.vcpus,
          maxMemory: facts.maxMemory * 1024,
          interfaces: facts.interfaces,
          disks: facts.disks,
          addresses: facts.addresses,
          channels: facts.channels,
          moves: moves.map(({ time, from, to }) => ({ time, from: ledger.nameOf(from), to: ledger.nameOf(to) })),
        },
      };
    },
    'subject.resources': (input) => {
      const session = sessions.session(input.session);
      const { start, end } = session.toState();
      const window = input.window ?? { from: start ?? 0, to: Math.max((end ?? 0) + 1, (start ?? 0) + 1) };
      return toResources(session, input.id, window, input.buckets);
    },
    'record.start': (input) => {
      const { path } = watchOf(input.session).source.startRecording(input.path);
      sessions.list.changes.notify();
      return { path };
    },
    'record.stop': async (input, signal) => {
      const { session, source } = watchOf(input.session);
      const saved = await source.stopRecording(signal);
      session.savedAs = saved.path;
      sessions.list.changes.notify();
      return saved;
    },
    'replay.start': (input) => doors.replay(input.path),
    'replay.steer': (input) => {
      doors.steer(input.session, input);
      return {};
    },
  };
}
