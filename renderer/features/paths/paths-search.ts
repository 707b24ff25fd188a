import { z } from 'zod';
import { readSearch, searchText } from '../captures/read-search.ts';

/** Ids of many VMs do not fit what a word of the URL may be long. */
const idsText = z.coerce.string().max(20_000);

/** What the URL holds of attack paths, beside the graph they are drawn on. */
export interface PathsSearch {
  /** Whether the list of paths is shown; absent: where there is room. */
  paths?: 'on' | 'off' | undefined;
  /** Target of the path that is drawn. */
  path?: string | undefined;
  /** The path with the fewest steps in place of the likeliest. */
  way?: 'shortest' | undefined;
  /** Ids of chosen starts and targets, joined by commas, each escaped; absent: what the engine proposes. */
  starts?: string | undefined;
  targets?: string | undefined;
}

/** Reads what the URL says of attack paths; entries that make no sense are undefined. */
export function parsePathsSearch(raw: Record<string, unknown>): PathsSearch {
  return {
    paths: readSearch(z.enum(['on', 'off']), raw['paths']),
    path: readSearch(searchText, raw['path']),
    way: readSearch(z.literal('shortest'), raw['way']),
    starts: readSearch(idsText, raw['starts']),
    targets: readSearch(idsText, raw['targets']),
  };
}
