import type { QueryName } from '../../data/queries.ts';

/** What another set of feeds may answer otherwise. */
export const feedTouches = ['intel.list', 'intel.ask', 'intel.preview'] as const satisfies readonly QueryName[];
