import type { FuzzTarget } from '../../captures/import/fuzz-targets.ts';
import { FeedRefused } from '../feed-format.ts';
import { decodeFeed, encodeFeed, PackDamaged } from '../pack-file.ts';
import { readFeed } from '../read-feed.ts';
import { readWarningList } from '../warning-list.ts';
import { feedSeeds } from './feed-seeds.ts';

const WARNING_LIST =
  '{"name": "Ours", "type": "hostname", "matching_attributes": ["domain"], "list": [".example.com", "45.9.0.0/16"]}';

/** What reads feeds, and what reads the copies that are kept of them: they refuse in a sentence, and do nothing else. */
export const feedFuzzTargets: readonly FuzzTarget[] = [
  {
    name: 'feeds',
    run: (input) => refusing(() => readFeed(new TextDecoder().decode(input))),
    seeds: () => Object.values(feedSeeds).map(toBytes),
  },
  {
    name: 'warning lists',
    run: (input) => refusing(() => readWarningList('ours', new TextDecoder().decode(input))),
    seeds: () => [toBytes(WARNING_LIST)],
  },
  {
    name: 'kept feeds',
    run: (input) => refusing(() => decodeFeed(input)),
    seeds: () => Object.values(feedSeeds).map((text) => encodeFeed({ ...readFeed(text), warning: null })),
  },
];

function toBytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function refusing(read: () => unknown): void {
  try {
    read();
  } catch (problem) {
    if (!(problem instanceof FeedRefused || problem instanceof PackDamaged)) throw problem;
  }
}
