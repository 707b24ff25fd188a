import type { MienContract } from '../../shared/contract/contract.ts';
import type { FeedRow, intelContract, IntelOpinion } from '../../shared/contract/intel.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { allFormats } from '../intel/formats/all-formats.ts';
import { classifyIndicator } from '../intel/classify-indicator.ts';
import { dueAt, type FeedBook, type FeedEntry } from '../intel/feed-book.ts';
import type { Asked, Intelligence, Opinion } from '../intel/intelligence.ts';
import { tellFeedPreview } from './feed-preview.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Milliseconds between two looks of a follower. */
const pause = 500;
const toMicros = (milliseconds: number): number => milliseconds * 1000;
const microsOfDay = 86_400e6;

/** What the intel group is made with. */
export interface IntelParts {
  book: FeedBook;
  /** What is believed with one more feed, which is not trusted yet. */
  believeWith: (feed: string) => Promise<Intelligence>;
  /** Hears of what went wrong where nobody waits for an answer. */
  onProblem: (problem: unknown) => void;
}

/** Handlers of the intel group. */
export function createIntelHandlers(
  sessions: OpenSessions,
  { book, believeWith, onProblem }: IntelParts,
): Pick<Handlers<MienContract>, keyof typeof intelContract> {
  const find = (id: string): FeedEntry => {
    const entry = book.entry(id);
    if (entry === undefined) throw new Refusal('not-found', `There is no feed ${id}.`);
    return entry;
  };
  return {
    'intel.list': () => {
      const hits = countHits(sessions);
      const feeds = book.entries().map((entry) => toRow(entry, hits.get(entry.settings.name) ?? 0));
      const indicators = feeds
        .filter(({ settings }) => settings.state === 'trusted')
        .reduce((sum, row) => sum + row.indicators, 0);
      return { feeds, formats: allFormats.map(({ id, title }) => ({ id, title })), indicators };
    },
    'intel.changes': async function* (_input, signal) {
      let last = -1;
      for await (const _ of sessions.list.changes.follow(signal, pause)) {
        if (book.version === last) continue;
        last = book.version;
        yield { version: last };
      }
    },
    'intel.put': async ({ settings }) => {
      const isNew = book.entry(settings.id) === undefined;
      await book.put(settings);
      // Its first copy is fetched beside: adding a feed answers at once.
      if (isNew && settings.state !== 'paused') void book.refresh(settings.id).catch(onProblem);
      return {};
    },
    'intel.remove': async ({ id }) => {
      await book.remove(find(id).settings.id);
      return {};
    },
    'intel.refresh': async ({ id }) => {
      await book.refresh(find(id).settings.id);
      return {};
    },
    'intel.ask': ({ value }) => {
      const asked = toAsked(value);
      if (asked === null) throw new Refusal('invalid', 'Ask for an address, a name, a URL, or a digest in hex.');
      return toOpinion(value, asked, book.intelligence?.ask(asked) ?? null);
    },
    'intel.preview': async ({ session, feed }) => {
      const entry = find(feed);
      if (entry.copy === null) throw new Refusal('conflict', 'Nothing of this feed was fetched yet.');
      const view = sessions.view(session);
      const after = await believeWith(feed);
      return tellFeedPreview(sessions.session(session), view.subjectRows(), {
        feed,
        before: book.entry(feed)?.settings.state === 'trusted' ? null : book.intelligence,
        after,
      });
    },
  };
}

function toRow({ settings, state, copy, isBusy }: FeedEntry, hits: number): FeedRow {
  const next = dueAt(settings, state);
  const nothing = { count: 0, examples: [] };
  return {
    settings,
    health: healthOf({ settings, state, copy, isBusy }),
    fetchedAt: state.fetchedAt === null ? null : toMicros(state.fetchedAt),
    triedAt: state.triedAt === null ? null : toMicros(state.triedAt),
    nextAt: next === null || state.triedAt === null ? null : toMicros(next),
    problem: state.problem,
    isBusy,
    format: copy?.format ?? settings.format,
    isWarning: copy === null ? settings.isWarning : copy.warning !== null,
    indicators: copy?.pack.length ?? 0,
    vulnerabilities: copy?.vulnerabilities.length ?? 0,
    rules: copy?.rules.length ?? 0,
    skipped: copy?.skipped ?? nothing,
    refused: copy?.refused ?? nothing,
    hits,
  };
}

function healthOf({ settings, state, copy }: FeedEntry): FeedRow['health'] {
  if (settings.state === 'paused') return 'paused';
  if (state.problem !== '') return copy === null ? 'failed' : 'kept';
  if (copy === null) return 'empty';
  return settings.state === 'preview' ? 'preview' : 'fresh';
}

/** Alerts of all open sessions, by the name of the feed that they rest on. */
function countHits(sessions: OpenSessions): Map<string, number> {
  const hits = new Map<string, number>();
  for (const session of sessions.list.list()) {
    for (const { alerts } of session.assessment.subjects) {
      for (const { type, feeds = [] } of alerts) {
        if (!type.startsWith('listed-') && !type.startsWith('sigma-')) continue;
        for (const feed of feeds) hits.set(feed, (hits.get(feed) ?? 0) + 1);
      }
    }
  }
  return hits;
}

function toAsked(text: string): Asked | null {
  const value = text.trim();
  if (/^[tq]\d\d[di]\d{4}[a-z0-9]{2}_[0-9a-f]{12}_[0-9a-f]{12}$/i.test(value))
    return { kind: 'ja4', value: value.toLowerCase(), port: 0 };
  const named = classifyIndicator(value);
  if (named === null) return null;
  const { kind, port } = named;
  switch (kind) {
    case 'ip':
    case 'endpoint':
      return { kind: 'address', value: named.value, port };
    case 'subnet':
      return { kind: 'address', value: named.value.split('/', 1)[0] ?? '', port: 0 };
    case 'domain':
    case 'url':
      return { kind, value: named.value, port };
    default:
      return { kind: named.value.length === 32 ? 'ja3' : 'hash', value: named.value, port: 0 };
  }
}

function toOpinion(text: string, asked: Asked, opinion: Opinion | null): IntelOpinion {
  return {
    asked: text,
    kind: asked.kind,
    reputation: opinion?.reputation.value ?? 0.5,
    unknown: opinion?.reputation.unknown ?? true,
    steps: opinion?.reputation.steps ?? [],
    listings: (opinion?.listings ?? []).map(({ indicator, ...listing }) => ({
      ...listing,
      value: indicator.port > 0 ? `${indicator.value}:${indicator.port}` : indicator.value,
      label: indicator.label,
      seen: indicator.day > 0 ? indicator.day * microsOfDay : null,
    })),
    warnings: (opinion?.warnings ?? []).map(({ name }) => name),
  };
}
