import type { Session } from '../../../shared/contract/session.ts';

/** Path of the `.mien` file a session stands for or was saved as; null where there is none to replay. */
export function findRecording(session: Pick<Session, 'files' | 'savedAs' | 'state'>): string | null {
  if (session.state === 'failed') return null;
  return session.files.find(({ path }) => path.endsWith('.mien'))?.path ?? session.savedAs;
}
