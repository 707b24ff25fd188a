import type { Session } from '../../../shared/contract/session.ts';

/** Bytes of a session's files, and how many of them are read. */
export function sumBytes(session: Pick<Session, 'files'>): { read: number; all: number } {
  let read = 0;
  let all = 0;
  for (const file of session.files) {
    read += file.bytesRead;
    all += file.bytes;
  }
  return { read, all };
}

/** The share of the evidence that results stand for, 0 to 1: also where reading was stopped. */
export function shareRead(session: Pick<Session, 'files' | 'state' | 'progress'>): number {
  if (session.state === 'ready' || session.state === 'failed') return 1;
  const { read, all } = sumBytes(session);
  return session.state === 'stopped' && all > 0 ? Math.min(1, read / all) : session.progress;
}
