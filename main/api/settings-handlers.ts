import type { MienContract } from '../../shared/contract/contract.ts';
import type { settingsContract } from '../../shared/contract/settings.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import type { Session } from '../captures/session.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import { judgeDraft } from './judge-draft.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Handlers of the settings group. */
export function createSettingsHandlers(
  sessions: OpenSessions,
  settings: SettingsBook,
): Pick<Handlers<MienContract>, keyof typeof settingsContract> {
  return {
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
    'settings.judge': async function* (input, signal) {
      const session = sessions.session(input.session);
      const drafts = {
        ...(input.thresholds === undefined ? {} : { thresholds: input.thresholds }),
        ...(input.personas === undefined ? {} : { personas: input.personas }),
      };
      const problems = settings.check(drafts);
      yield { problems, share: 0, difference: null };
      if (problems.length > 0) return;
      const judges = { before: settings.makeJudge(), after: settings.makeJudge(drafts) };
      for await (const { share, difference } of judgeDraft(session, judges, signal))
        yield { problems, share, difference };
    },
  };
}

/** Judges a session by the settings as they stand: at once, or when it has been read. */
async function rejudge(session: Session, settings: SettingsBook): Promise<void> {
  if (session.toState().state === 'reading') await session.over;
  if (!session.closed.aborted) session.rejudge(() => settings.makeJudge());
}
