import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { ParserReply } from '../parser-messages.ts';
import type { SourceFile } from '../parser-port.ts';
import { ReplaySource } from '../replay-source.ts';
import { Session } from '../session.ts';
import { SessionStore } from '../../store/session-store.ts';
import { createParserProcess } from './parser-process.ts';
import type { OpenerParts } from './session-opener.ts';

/** How fast a replay starts: as it happened. */
const usualSpeed = 1;

/** Formats that tell of flows in the order of their ends. */
const flowLogs: ReadonlySet<string> = new Set(['zeek-tsv', 'zeek-json', 'eve', 'nfdump-csv', 'binetflow']);

/** What is played. */
export interface Playing {
  name: string;
  captures: readonly SourceFile[];
  others: readonly SourceFile[];
  span: { from: number; to: number };
  /** Where what twins knew before lies, and how twins are made that begin with it. */
  baselines?: SourceFile | null;
  createTwins?: OpenerParts['createTwins'];
}

/** Replayed sessions, with what moves their play heads. */
export interface Replay {
  session: Session;
  source: ReplaySource;
  playing: Playing;
}

/**
 * Looks through files once: which are captures, and from when to when they tell.
 * @throws {Refusal} where there is nothing to play
 */
export async function lookThrough(
  name: string,
  files: readonly SourceFile[],
  parts: Pick<OpenerParts, 'parser'>,
): Promise<Playing> {
  const parser = createParserProcess(parts.parser);
  const formats = new Map<number, string>();
  const span = { from: Number.POSITIVE_INFINITY, to: 0 };
  const widen = (start: number, end: number): void => {
    if (start > 0) span.from = Math.min(span.from, start);
    span.to = Math.max(span.to, end);
  };
  const takeReply = (reply: ParserReply): void => {
    if (reply.type === 'format') formats.set(reply.file, reply.format);
    if (reply.type === 'events') for (const { time } of reply.events) widen(time, time);
    if (reply.type === 'reports') for (const { report } of reply.reports) widen(report.time, report.time);
  };
  await parser.read(files, {
    flow: ({ start, end }) => widen(start, end),
    record: () => {},
    segment: () => {},
    reply: takeReply,
    pause: () => {},
  }).done;
  const of = (index: number): string => formats.get(index) ?? '';
  const captures = files.filter((_, index) => of(index).startsWith('pcap'));
  const others = files.filter((_, index) => !of(index).startsWith('pcap'));
  if (span.to === 0) throw new Refusal('invalid', 'There is nothing in it that could be played.');
  if (files.some((_, index) => flowLogs.has(of(index))))
    throw new Refusal('unsupported', 'Logs of flows tell of a flow when it is over: open them, they cannot be played.');
  return { name, captures, others, span };
}

/** Opens what is to be played, its play head at a time (microseconds). An id is given where it takes another's place. */
export function openReplay(
  playing: Playing,
  parts: OpenerParts,
  at: number,
  speed: number = usualSpeed,
  id: string = randomBytes(6).toString('hex'),
): Replay {
  mkdirSync(parts.indexFolder, { recursive: true, mode: 0o700 });
  const indexPath = join(parts.indexFolder, `${process.pid}-${id}-${randomBytes(3).toString('hex')}.db`);
  const source = new ReplaySource({
    captures: playing.captures,
    others: playing.others,
    parser: createParserProcess(parts.parser),
    span: playing.span,
    at,
    speed,
    every: (milliseconds, run) => {
      const timer = setInterval(run, milliseconds);
      return () => clearInterval(timer);
    },
    now: () => performance.now(),
  });
  const session = new Session({
    id,
    name: playing.name,
    source,
    sample: false,
    store: new SessionStore(indexPath),
    codec: parts.codec,
    createJudge: parts.createJudge,
    answers: parts.answers,
    createTwins: playing.createTwins ?? parts.createTwins,
    now: parts.now,
    onChange: () => parts.list.changes.notify(),
    onClose: () => {
      for (const suffix of ['', '-wal', '-shm']) rmSync(indexPath + suffix, { force: true });
    },
  });
  session.baselines = playing.baselines ?? null;
  void session.read();
  parts.list.add(session);
  return { session, source, playing };
}
