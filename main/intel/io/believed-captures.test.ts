import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testParser } from '../../captures/io/testing/test-parser.ts';
import { readJudgeSettings } from '../../detection/io/read-settings.ts';
import { readSession } from '../../detection/io/read-session.test-support.ts';
import { Judge } from '../../detection/judge.ts';
import type { SubjectAssessment } from '../../detection/assessment.ts';
import { PackBuilder } from '../indicator-pack.ts';
import { type BelievedFeed, FeedIntelligence, type Intelligence } from '../intelligence.ts';
import { askedOfFlow, askedOfRecord } from '../observe-peers.ts';
import { loadFeeds, type LoadedFeeds } from './load-feeds.ts';

const data = process.env['MIEN_DATA'] ?? '';
const captures = join(data, 'sessions', 'captures');
const feeds = join(data, 'sessions', 'intel');
const isHere = data !== '' && existsSync(captures) && existsSync(feeds);
if (!isHere) {
  console.warn(
    'SKIPPED: captures and feeds to judge with are not here. Set MIEN_DATA to a folder that holds sessions/captures and sessions/intel; CONTRIBUTING.md says where to get them.',
  );
}

const filesOf = (set: string): string[] =>
  z
    .object({ files: z.array(z.string()) })
    .parse(JSON.parse(readFileSync(join(captures, set, 'truth.json'), 'utf8')))
    .files.map((name) => join(captures, set, name));

function judge(paths: readonly string[], intelligence: Intelligence | null): SubjectAssessment[] {
  const reading = readJudgeSettings(fileURLToPath(new URL('../../../resources', import.meta.url)), []);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  const made = new Judge({ ...reading.settings, intelligence: () => intelligence });
  readSession(paths, (observation) => made.observe(observation));
  return made.assess().subjects;
}

/** A feed, fully believed and of today, that lists every address and name of the outside that captures hold. */
function accuseAll(name: string, paths: readonly string[]): BelievedFeed {
  const builder = new PackBuilder();
  const about = { confidence: 1, label: 'wrong', day: 20_000 };
  readSession(paths, (observation) => {
    const asked =
      observation.kind === 'flow'
        ? [askedOfFlow(observation.flow, 'client'), askedOfFlow(observation.flow, 'server')]
        : observation.kind === 'record'
          ? askedOfRecord(observation.record)
          : [];
    for (const one of asked) {
      if (one?.kind === 'address') builder.add({ kind: 'ip', value: one.value, port: 0, ...about });
      else if (one?.kind === 'domain') builder.add({ kind: 'domain', value: one.value, port: 0, ...about });
    }
  });
  return { id: name, name, weight: 1, halfLife: 90, day: 20_000, good: false, pack: builder.finish() };
}

describe.skipIf(!isHere)('captures judged with all feeds believed', () => {
  let loaded: LoadedFeeds;
  const believe = (more: readonly BelievedFeed[] = []): Promise<FeedIntelligence> => {
    const options = { version: 1, today: 20_000, seed: [1, 2] as const, breathe: async (): Promise<void> => {} };
    return FeedIntelligence.build([...loaded.feeds, ...more], loaded.lists, options);
  };
  beforeAll(async () => {
    loaded = await loadFeeds(feeds, testParser, tmpdir());
  }, 120_000);

  it('blames no ordinary host, even where feeds wrongly list all its peers', async () => {
    const files = filesOf('benign');
    const wrong = ['one', 'two', 'three'].map((name) => accuseAll(name, files));
    for (const [what, intelligence] of [
      ['all feeds', await believe()],
      ['and three wrong ones', await believe(wrong)],
    ] as const) {
      const worst = [...files.map((file) => [file]), files].map((paths) => {
        const risks = judge(paths, intelligence).map(({ risk }) => risk ?? 0);
        return Math.max(0, ...risks);
      });
      console.log(`benign, ${what}: worst host ${Math.max(...worst).toFixed(2)}`);
      expect(Math.max(...worst)).toBeLessThanOrEqual(0.4);
    }
  }, 240_000);

  it('thinks no better of anybody than without feeds, and each listing names its feed', async () => {
    const intelligence = await believe();
    const names = new Set(loaded.feeds.map(({ name }) => name));
    for (const set of readdirSync(captures)
      .filter((name) => /^d\d\d-/.test(name))
      .sort()) {
      const paths = filesOf(set).filter((path) => existsSync(path) && !/\.(?:log|jsonl)$/.test(path));
      const before = new Map(judge(paths, null).map(({ id, risk }) => [id, risk ?? 0]));
      for (const { id, risk, alerts } of judge(paths, intelligence)) {
        expect(risk ?? 0, `${set} ${id}`).toBeGreaterThanOrEqual((before.get(id) ?? 0) - 1e-9);
        for (const { type, why, title } of alerts) {
          if (!type.startsWith('listed-')) continue;
          expect(
            [...names].some((name) => why.includes(name)),
            why,
          ).toBe(true);
          console.log(`${set.padEnd(24)} ${id.padEnd(18)} ${title}`);
        }
      }
    }
  }, 240_000);
});
