import type { MienContract } from '../../shared/contract/contract.ts';
import type { sessionContract } from '../../shared/contract/session.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { toHistogram } from './histogram.ts';
import type { OpenSessions } from './open-sessions.ts';

/** What opening and saving needs of the machine. */
export interface SessionDoors {
  /** Opens files, folders or a `.mien`. @throws {Refusal} with the sentence for the analyst */
  open(paths: readonly string[]): Promise<{ session: string }>;
  openSample(): Promise<{ session: string }>;
  save(session: string, path: string | undefined, signal: AbortSignal): Promise<{ path: string; bytes: number }>;
  /** A session was closed: what watched for it ends. */
  closed(session: string): void;
  /** Whether a file is still there. */
  exists(path: string): boolean;
  user: string;
  now: () => number;
}

/** Handlers of the session group. */
export function createSessionHandlers(
  sessions: OpenSessions,
  doors: SessionDoors,
): Pick<Handlers<MienContract>, keyof typeof sessionContract> {
  return {
    'session.list': () => ({
      open: sessions.list.list().map((session) => session.toState()),
      recent: sessions.store
        .listRecent()
        .map((recent) => ({ ...recent, available: recent.paths.every((path) => doors.exists(path)) })),
      current: sessions.list.currentId(),
    }),
    'session.open': (input) => doors.open(input.paths),
    'session.openSample': () => doors.openSample(),
    'session.stop': async (input) => {
      const session = sessions.session(input.session);
      const isLive = session.toState().live !== null;
      session.stop();
      // A watch tells the flows that were open before it is over: what is asked next rests on all of them.
      if (isLive) await session.over;
      return {};
    },
    'session.close': (input) => {
      sessions.session(input.session);
      sessions.close(input.session);
      doors.closed(input.session);
      return {};
    },
    'session.save': (input, signal) => doors.save(input.session, input.path, signal),
    'session.changes': async function* (_input, signal) {
      for await (const _ of sessions.list.changes.follow(signal, 250)) {
        yield { open: sessions.list.list().map((session) => session.toState()) };
      }
    },
    'session.histogram': (input) => {
      const session = sessions.session(input.session);
      const { start, end } = session.toState();
      const window = input.window ?? { from: start ?? 0, to: Math.max((end ?? 0) + 1, (start ?? 0) + 1) };
      const subject = input.subject === undefined ? undefined : sessions.view(input.session).subject(input.subject);
      return toHistogram(
        session,
        window,
        input.buckets,
        input.subject === undefined ? undefined : (subject?.addresses ?? []),
      );
    },
    'note.list': (input) => ({ notes: sessions.store.listNotes(sessions.view(input.session).key) }),
    'note.add': (input) => {
      const { session, ...note } = input;
      return sessions.store.addNote(sessions.view(session).key, {
        ...note,
        author: doors.user,
        writtenAt: doors.now(),
      });
    },
    'note.remove': (input) => {
      if (!sessions.store.removeNote(sessions.view(input.session).key, input.id)) {
        throw new Refusal('not-found', 'This note has been removed already.');
      }
      return {};
    },
  };
}
