import type { ParserProgram } from '../../captures/io/parser-process.ts';
import { FeedBook } from '../feed-book.ts';
import { type BelievedFeed, FeedIntelligence } from '../intelligence.ts';
import { VulnerabilityIndex } from '../vulnerabilities/vulnerability-index.ts';
import type { Vulnerability } from '../vulnerability.ts';
import type { WarningList } from '../warning-list.ts';
import { createCopyKeeper } from './copy-keeper.ts';
import { createHashSeed } from './create-hash-seed.ts';
import { createFeedSource } from './obtain-feed.ts';

const DAY = 86_400_000;
/** Longest that nobody looks whether a feed is due, milliseconds. */
const LOOK = 60_000;

/** What feeds are kept with. */
export interface FeedsParts {
  /** Folder of the last good copies. */
  folder: string;
  program: ParserProgram;
  load: () => string | null;
  keep: (text: string) => void;
  onChange: () => void;
  onProblem: (problem: unknown) => void;
}

/** The feeds of a console, fetched in their time. */
export interface Feeds {
  book: FeedBook;
  /** Makes feeds and lists ready to be asked. */
  build: (feeds: BelievedFeed[], lists: WarningList[]) => Promise<FeedIntelligence>;
  /** Makes what is vulnerable ready to be asked. */
  buildVulnerabilities: (lists: Vulnerability[][]) => Promise<VulnerabilityIndex>;
  close(): void;
}

/** Believes what was kept, and fetches what is due from then on. */
export function openFeeds(parts: FeedsParts): Feeds {
  const seed = createHashSeed();
  let version = 0;
  const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const build: Feeds['build'] = (feeds, lists) =>
    FeedIntelligence.build(feeds, lists, {
      version: ++version,
      today: Math.floor(Date.now() / DAY),
      seed,
      breathe,
    });
  const buildVulnerabilities: Feeds['buildVulnerabilities'] = (lists) =>
    VulnerabilityIndex.build(lists, { version: ++version, breathe });
  const book = new FeedBook({
    load: parts.load,
    keep: parts.keep,
    obtain: createFeedSource(parts.folder, parts.program),
    ...createCopyKeeper(parts.folder),
    build,
    buildVulnerabilities,
    onChange: parts.onChange,
    now: () => Date.now(),
  });
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const look = async (): Promise<void> => {
    try {
      await book.refreshDue();
    } catch (problem) {
      if (!closed) parts.onProblem(problem);
    }
    if (closed) return;
    timer = setTimeout(() => void look(), Math.min(LOOK, Math.max(1000, book.dueIn() ?? LOOK)));
    timer.unref();
  };
  void book.open().then(look, parts.onProblem);
  return {
    book,
    build,
    buildVulnerabilities,
    close: () => {
      closed = true;
      clearTimeout(timer);
      book.close();
    },
  };
}
