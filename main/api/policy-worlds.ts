import type { Intelligence } from '../intel/intelligence.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import { type KeptWays, SessionWorlds } from '../policy/world/session-world.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Says what policies see of a session: of the current one where none is named, nothing where none is open. */
export function createPolicyWorlds(
  sessions: OpenSessions,
  intelligence: () => Intelligence | null,
  keptWays: (hosts: readonly string[]) => KeptWays,
): (session: string | null) => PolicyWorld | null {
  const worlds = new SessionWorlds(intelligence, keptWays);
  return (session) => {
    const id = session ?? sessions.list.currentId();
    return id === null ? null : worlds.worldOf(sessions.session(id), sessions.view(id).subjectRows());
  };
}
