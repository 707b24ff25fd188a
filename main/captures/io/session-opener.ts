import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { Session as SessionState } from '../../../shared/contract/session.ts';
import { SessionStore } from '../../store/session-store.ts';
import type { DetailCodec, SourceFile } from '../parser-port.ts';
import { createFileSource } from '../evidence-source.ts';
import type { SessionList } from '../session-list.ts';
import { Session } from '../session.ts';
import type { SessionJudge, SessionParts } from '../session-parts.ts';
import { createParserProcess, type ParserProgram } from './parser-process.ts';

/** Milliseconds an opening waits at most for the first of the evidence before the session is shown as it is. */
const patience = 15_000;

/** What opening needs. */
export interface OpenerParts {
  list: SessionList;
  /** Folder of session indexes. */
  indexFolder: string;
  parser: ParserProgram;
  codec: DetailCodec;
  createJudge: () => SessionJudge;
  answers?: SessionParts['answers'];
  createTwins?: SessionParts['createTwins'];
  now: () => number;
}

/** What is opened. */
export interface Opening {
  name: string;
  files: SourceFile[];
  /** Where what twins knew before lies. */
  baselines?: SourceFile | null;
  sample: boolean;
  remarks: SessionState['remarks'];
}

/** Removes indexes that an earlier run left: they are rebuilt from the evidence when it is opened again. */
export function clearIndexes(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) {
    const owner = /^(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Opens files as a session and starts to read them. Returns at the first sign of life; reading goes on.
 * @param onEnd called when reading is over
 * @throws {Refusal} when nothing of it can be read: then no session is left behind
 */
export async function openSession(
  opening: Opening,
  parts: OpenerParts,
  onEnd: (session: Session) => void,
): Promise<Session> {
  const id = randomBytes(6).toString('hex');
  const indexPath = join(parts.indexFolder, `${process.pid}-${id}.db`);
  mkdirSync(parts.indexFolder, { recursive: true, mode: 0o700 });
  const session = new Session({
    id,
    name: opening.name,
    source: createFileSource(opening.files, createParserProcess(parts.parser)),
    sample: opening.sample,
    store: new SessionStore(indexPath),
    codec: parts.codec,
    createJudge: parts.createJudge,
    answers: parts.answers,
    createTwins: parts.createTwins,
    now: parts.now,
    onChange: () => parts.list.changes.notify(),
    onClose: () => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(indexPath + suffix, { force: true });
    },
    remarks: opening.remarks,
  });
  session.baselines = opening.baselines ?? null;
  const reading = session.read();
  const over = (async () => {
    await reading;
    if (session.toState().state !== 'failed') onEnd(session);
  })();
  await Promise.race([
    over,
    session.sign,
    new Promise((resolve) => {
      setTimeout(resolve, patience).unref();
    }),
  ]);
  const { state, error } = session.toState();
  if (state === 'failed') {
    session.close();
    throw new Refusal(
      'invalid',
      error ? `${error.title} ${error.detail} ${error.action}`.trim() : 'Nothing in these files can be read.',
    );
  }
  parts.list.add(session);
  return session;
}
