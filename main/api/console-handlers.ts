import type { z } from 'zod';
import type { checkSchema, consoleContract } from '../../shared/contract/console.ts';
import type { MienContract } from '../../shared/contract/contract.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import type { Session } from '../captures/session.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { OpenSessions } from './open-sessions.ts';
import { previewJudge } from './preview.ts';
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
  settings: SettingsBook,
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
    'settings.get': () => settings.get(),
    'settings.update': (input) => {
      const { localNetworks, thresholds, personas } = input;
      const updated = settings.update({
        ...(localNetworks === undefined ? {} : { localNetworks }),
        ...(thresholds === undefined ? {} : { thresholds }),
        ...(personas === undefined ? {} : { personas }),
      });
      for (const session of sessions.list.list()) void rejudge(session, settings);
      return updated;
    },
    'settings.preview': (input) => {
      const session = sessions.session(input.session);
      const drafts = {
        ...(input.thresholds === undefined ? {} : { thresholds: input.thresholds }),
        ...(input.personas === undefined ? {} : { personas: input.personas }),
      };
      const problems = settings.check(drafts);
      if (problems.length > 0) return { problems, seconds: 0, come: [], go: [], bands: [] };
      const started = facts.now();
      const preview = previewJudge(session, settings.makeJudge(drafts));
      return { problems, seconds: (facts.now() - started) / 1000, ...preview };
    },
    'search.find': (input) => ({
      hits: search(sessions.session(input.session), sessions.view(input.session), input.text),
    }),
  };
}

/** Judges a session by the settings as they stand: at once, or when it has been read. */
async function rejudge(session: Session, settings: SettingsBook): Promise<void> {
  if (session.toState().state === 'reading') await session.over;
  if (!session.closed.aborted) session.rejudge(() => settings.makeJudge());
}
