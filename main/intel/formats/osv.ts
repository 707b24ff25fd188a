import { z } from 'zod';
import type { FeedFormat, FeedSink } from '../feed-format.ts';
import { dayOf } from './csv.ts';
import { readJson } from './json.ts';
import { linesOf } from './list.ts';

/** A version, and most of what one record says of each: what is longer is not kept (see `pack-file.ts`). */
const version = z.string().max(500);
const MOST_ALIASES = 1000;
const MOST_PACKAGES = 10_000;
const MOST_RANGES = 2000;

const range = z.object({
  type: z.string(),
  events: z.array(
    z.object({
      introduced: version.optional(),
      fixed: version.optional(),
      last_affected: version.optional(),
    }),
  ),
});
const record = z.object({
  id: z.string().max(100),
  aliases: z.array(z.string().max(100)).catch([]),
  upstream: z.array(z.string().max(100)).catch([]),
  related: z.array(z.string().max(100)).catch([]),
  summary: z.string().catch(''),
  modified: z.string().catch(''),
  published: z.string().catch(''),
  withdrawn: z.string().optional(),
  affected: z
    .array(
      z.object({
        package: z.object({ ecosystem: z.string(), name: z.string() }).optional(),
        ranges: z.array(range).catch([]),
        versions: z.array(version).catch([]),
      }),
    )
    .catch([]),
});

/** Most versions that are kept of one package: a range says the same in less. */
const MOST_VERSIONS = 2000;

function take(value: unknown, sink: FeedSink): void {
  const read = record.safeParse(value);
  if (!read.success) return sink.skip(JSON.stringify(value).slice(0, 200), 'is no record of OSV');
  const { id, aliases, upstream, related, summary, published, modified, withdrawn, affected } = read.data;
  if (withdrawn !== undefined) return sink.skip(id, 'was withdrawn');
  const names = [...new Set([id, ...aliases, ...upstream, ...related])];
  const cve = names.find((name) => name.startsWith('CVE-')) ?? id;
  sink.vulnerability({
    id: cve,
    aliases: names.filter((name) => name !== cve).slice(0, MOST_ALIASES),
    title: summary.slice(0, 300),
    exploited: false,
    ransomware: false,
    day: dayOf(published || modified),
    products: [],
    packages: affected.slice(0, MOST_PACKAGES).flatMap(({ package: of, ranges, versions }) =>
      of === undefined
        ? []
        : [
            {
              ecosystem: of.ecosystem.slice(0, 60),
              name: of.name.slice(0, 200),
              ranges: ranges
                .filter(({ type }) => type !== 'GIT')
                .flatMap(({ events }) => toRanges(events))
                .slice(0, MOST_RANGES),
              versions: versions.slice(0, MOST_VERSIONS),
            },
          ],
    ),
  });
}

/** Events of a range in order: each `introduced` begins one, `fixed` or `last_affected` ends it. */
function toRanges(
  events: readonly {
    introduced?: string | undefined;
    fixed?: string | undefined;
    last_affected?: string | undefined;
  }[],
): { introduced: string; fixed: string; lastAffected: string }[] {
  const ranges: { introduced: string; fixed: string; lastAffected: string }[] = [];
  for (const { introduced, fixed, last_affected: last } of events.slice(0, 1000)) {
    const open = ranges.at(-1);
    if (introduced !== undefined) ranges.push({ introduced, fixed: '', lastAffected: '' });
    else if (open !== undefined && fixed !== undefined) open.fixed = fixed;
    else if (open !== undefined && last !== undefined) open.lastAffected = last;
  }
  return ranges;
}

/** Records of OSV: one, a list, or one a line. */
export const osv: FeedFormat = {
  id: 'osv',
  title: 'OSV records',
  suits: (head) => /"schema_version"\s*:/.test(head) || (/"affected"\s*:/.test(head) && /"id"\s*:/.test(head)),
  read: (text, sink) => {
    if (/^\s*\{[^\n]*\}[^\S\n]*\n\s*\{/.test(text)) {
      for (const line of linesOf(text)) if (line.trim() !== '') take(readJson(line, z.unknown()), sink);
      return;
    }
    const body = readJson(text, z.unknown());
    for (const one of Array.isArray(body) ? body : [body]) take(one, sink);
  },
};
