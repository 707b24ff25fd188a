import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testParser } from '../../captures/io/testing/test-parser.ts';
import { readSession } from '../../detection/io/read-session.test-support.ts';
import { FeedIntelligence } from '../intelligence.ts';
import { MatchLedger } from '../match-ledger.ts';
import { loadFeeds } from './load-feeds.ts';

const data = process.env['MIEN_DATA'] ?? '';
const sessions = join(data, 'sessions');
const expectedFile = join(sessions, 'captures', 'intel-expected-matches.tsv');
const isHere = data !== '' && existsSync(expectedFile);
if (!isHere) {
  console.warn(
    'SKIPPED: captures and feeds to match are not here. Set MIEN_DATA to a folder that holds sessions/captures and sessions/intel; CONTRIBUTING.md says where to get them.',
  );
}

describe.skipIf(!isHere)('feeds against captures', () => {
  let intelligence: FeedIntelligence;
  beforeAll(async () => {
    const { feeds, lists } = await loadFeeds(join(sessions, 'intel'), testParser, tmpdir());
    const options = { version: 1, today: 20_000, seed: [1, 2] as const, breathe: async (): Promise<void> => {} };
    intelligence = await FeedIntelligence.build(feeds, lists, options);
  }, 120_000);

  /** Rows as the table has them: capture, what was met, how, by which feed, warning lists that know it too. */
  const rowsOf = (capture: string): string[] => {
    const ledger = new MatchLedger();
    readSession([join(sessions, capture)], (observation) => ledger.observe(observation));
    return ledger.match(intelligence).flatMap(({ asked, opinion }) =>
      opinion.listings.map(({ feed, matchKind, indicator }) => {
        const met = matchKind === 'ip:port' ? `${asked.value}:${asked.port}` : asked.value;
        const kind = matchKind === 'parent-domain' ? `parent-domain:${indicator.value}` : matchKind;
        const warnings = opinion.warnings.map(({ id }) => id).sort();
        return [capture, met, kind, feed, warnings.join(',')].join('\t');
      }),
    );
  };

  it('meets exactly the listed rows', () => {
    const [, ...expected] = readFileSync(expectedFile, 'utf8').trimEnd().split('\n');
    const captures = [...new Set(expected.map((row) => row.split('\t', 1)[0] ?? ''))];
    const found = new Set(captures.flatMap(rowsOf));
    const missing = expected.filter((row) => !found.has(row));
    const extra = [...found].filter((row) => !expected.includes(row));
    console.log(`${found.size} rows; missing: ${JSON.stringify(missing)}; extra: ${JSON.stringify(extra)}`);
    expect(missing).toEqual([]);
    expect(extra).toEqual([]);
  }, 120_000);
});
