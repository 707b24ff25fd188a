import { ChangeSignal } from '../loop/change-signal.ts';
import type { Session } from './session.ts';

/** The sessions that are open, and which one the console shows when nothing else is asked. */
export class SessionList {
  readonly changes = new ChangeSignal();
  private readonly open = new Map<string, Session>();
  private current: string | null = null;

  /** Adds a session and makes it the current one. */
  add(session: Session): void {
    this.open.set(session.id, session);
    this.current = session.id;
    this.changes.notify();
  }

  /** @returns undefined when no such session is open */
  get(id: string): Session | undefined {
    return this.open.get(id);
  }

  /** Open sessions, oldest first. */
  list(): Session[] {
    return [...this.open.values()];
  }

  /** Id of the current session, null when none is open. */
  currentId(): string | null {
    return this.current;
  }

  /** Makes an open session the current one. */
  makeCurrent(id: string): void {
    if (this.open.has(id)) this.current = id;
    this.changes.notify();
  }

  /** Closes a session and forgets it. */
  close(id: string): void {
    const session = this.open.get(id);
    if (!session) return;
    this.open.delete(id);
    if (this.current === id) this.current = [...this.open.keys()].at(-1) ?? null;
    session.close();
    this.changes.notify();
  }

  /** Closes all. */
  closeAll(): void {
    for (const id of this.open.keys()) this.close(id);
  }
}
