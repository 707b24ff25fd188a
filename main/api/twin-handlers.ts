import type { MienContract } from '../../shared/contract/contract.ts';
import type { Technique } from '../../shared/contract/subject.ts';
import type { twinContract } from '../../shared/contract/twin.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { previewWindows } from '../twin/decide-windows.ts';
import type { Twin } from '../twin/twin.ts';
import type { TwinBook } from '../twin/twin-book.ts';
import type { OpenSessions } from './open-sessions.ts';
import { toTwinDetail } from './twin-detail.ts';
import { toTwinSeries } from './twin-series.ts';

/** Milliseconds between two looks of a follower. */
const pause = 500;

/** Handlers of the twin group. */
export function createTwinHandlers(
  sessions: OpenSessions,
  tables: { techniqueOf: (id: string) => Technique },
): Pick<Handlers<MienContract>, keyof typeof twinContract> {
  const bookOf = (session: string): TwinBook | null => sessions.session(session).judge.twins;
  const find = (session: string, id: string): { book: TwinBook; twin: Twin } => {
    const book = bookOf(session);
    const twin = book?.twin(id);
    if (book === null || twin === undefined)
      throw new Refusal('not-found', `${id} has no twin: only VMs that a host tells of have one.`);
    return { book, twin };
  };
  const changed = (did: boolean): Record<string, never> => {
    if (!did) throw new Refusal('not-found', 'This VM has no twin any more.');
    sessions.list.changes.notify();
    return {};
  };
  return {
    'twin.get': ({ session, id }) => {
      const { book, twin } = find(session, id);
      return toTwinDetail(twin, book.versions(id), tables.techniqueOf);
    },
    'twin.series': ({ session, id, channel, buckets, window }) =>
      toTwinSeries(find(session, id).twin, channel, buckets, window),
    'twin.changes': async function* ({ session, id }, signal) {
      let last = -1;
      for await (const _ of sessions.list.changes.follow(signal, pause)) {
        const open = sessions.list.get(session);
        if (open === undefined) return;
        const version = open.judge.twins?.twin(id)?.version ?? 0;
        if (version === last) continue;
        last = version;
        yield { version };
      }
    },
    'twin.preview': ({ session, id, windows }) => previewWindows(find(session, id).twin, windows),
    'twin.decide': ({ session, id, windows, decision }) => {
      const { book } = find(session, id);
      const version = book.decide(id, windows, decision);
      if (version === null) throw new Refusal('not-found', 'None of these windows waits for a decision any more.');
      sessions.list.changes.notify();
      return { version };
    },
    'twin.mode': ({ session, id, mode }) => changed(find(session, id).book.setMode(id, mode)),
    'twin.budget': ({ session, id, perWeek }) => changed(find(session, id).book.setBudget(id, perWeek)),
    'twin.use': ({ session, id, version }) => {
      const { book } = find(session, id);
      if (!book.useVersion(id, version)) throw new Refusal('not-found', `Version ${version} is not kept any more.`);
      return changed(true);
    },
    'twin.profile': ({ session, id, action, workload }) =>
      changed(find(session, id).book.profile(id, action, workload)),
    'twin.diff': ({ session, id, from, to }) => ({ from, to, sentences: find(session, id).book.diff(id, from, to) }),
  };
}
