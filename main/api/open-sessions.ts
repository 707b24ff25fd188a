import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Session } from '../captures/session.ts';
import type { SessionList } from '../captures/session-list.ts';
import type { ConsoleStore } from '../store/console-store.ts';
import { SessionView } from './session-view.ts';

/** Finds sessions for handlers, with the view each handler group shares. */
export class OpenSessions {
  readonly list: SessionList;
  readonly store: ConsoleStore;
  private readonly views = new Map<string, SessionView>();
  private readonly keys = new Map<string, string>();

  constructor(list: SessionList, store: ConsoleStore) {
    this.list = list;
    this.store = store;
  }

  /** Tells under which key the console keeps what is said of a session's evidence. */
  register(session: string, key: string): void {
    this.keys.set(session, key);
  }

  /** Key under which the console keeps what is said of a session's evidence. */
  keyOf(id: string): string {
    return this.keys.get(id) ?? id;
  }

  /** @throws {Refusal} `not-found` when no such session is open */
  session(id: string): Session {
    const session = this.list.get(id);
    if (!session) throw new Refusal('not-found', 'This session is no longer open. Open its files again from Sessions.');
    return session;
  }

  /** @throws {Refusal} `not-found` when no such session is open */
  view(id: string): SessionView {
    const session = this.session(id);
    const known = this.views.get(id);
    if (known) return known;
    const view = new SessionView(session, this.store, this.keyOf(id));
    this.views.set(id, view);
    return view;
  }

  /** Another session may stand under the id now: what was derived from the one before is dropped. */
  dropView(id: string): void {
    const view = this.views.get(id);
    if (view !== undefined && !view.isOf(this.session(id))) this.views.delete(id);
  }

  /** Closes a session and drops its view. */
  close(id: string): void {
    this.views.delete(id);
    this.keys.delete(id);
    this.list.close(id);
  }
}
