import { z } from 'zod';
import { readSearch, searchSwitch, searchText } from '../captures/read-search.ts';
import { parsePathsSearch, type PathsSearch } from '../paths/paths-search.ts';

const groupSchema = z.enum(['role', 'subnet', 'none']);
/** What the boxes of the graph stand for. */
export type Grouping = z.infer<typeof groupSchema>;

/** State of the graph as the URL holds it, beside session and window. */
export interface GraphSearch extends PathsSearch {
  group?: Grouping | undefined;
  /** Chosen node or edge. */
  node?: string | undefined;
  edge?: string | undefined;
  /** Groups whose fold was turned round, joined by commas, each escaped. */
  turned?: string | undefined;
  services?: 'off' | undefined;
  outside?: 'off' | undefined;
  /** The list twin. */
  twin?: boolean | undefined;
  /** Policy whose draft is drawn: what it would deny. */
  draft?: string | undefined;
}

/** Reads the graph's state from the URL; entries that make no sense are undefined. */
export function parseGraphSearch(raw: Record<string, unknown>): GraphSearch {
  const off = z.literal('off');
  return {
    group: readSearch(groupSchema, raw['group']),
    node: readSearch(searchText, raw['node']),
    edge: readSearch(searchText, raw['edge']),
    turned: readSearch(searchText, raw['turned']),
    services: readSearch(off, raw['services']),
    outside: readSearch(off, raw['outside']),
    twin: readSearch(searchSwitch, raw['twin']),
    draft: readSearch(searchText, raw['draft']),
    ...parsePathsSearch(raw),
  };
}
