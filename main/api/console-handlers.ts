import type { z } from 'zod';
import type { checkSchema, consoleContract } from '../../shared/contract/console.ts';
import type { MienContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import type { OpenSessions } from './open-sessions.ts';
import { search } from './search.ts';

/** Facts of the running console. */
export interface ConsoleFacts {
  version: string;
  shell: 'electron' | 'browser';
  user: string;
  storePath: string;
  now: () => number;
  checkMachine: () => Promise<z.infer<typeof checkSchema>[]>;
}

/** Handlers of the console group. */
export function createConsoleHandlers(
  sessions: OpenSessions,
  facts: ConsoleFacts,
): Pick<Handlers<MienContract>, keyof typeof consoleContract> {
  return {
    'console.info': () => ({
      version: facts.version,
      shell: facts.shell,
      user: facts.user,
      storePath: facts.storePath,
      storeBytes:
        sessions.store.sizeBytes() + sessions.list.list().reduce((sum, session) => sum + session.store.sizeBytes(), 0),
      now: facts.now(),
    }),
    'console.doctor': async () => ({ checks: await facts.checkMachine() }),
    'search.find': (input) => ({
      hits: search(sessions.session(input.session), sessions.view(input.session), input.text),
    }),
  };
}
