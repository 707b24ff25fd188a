/**
 * What a persona is judged by, each 0 (not at all) to 1 (as much as it gets). `serves…` is what the host offers,
 * `uses…` what it asks of others, `alert…` the strongest alert of a kind.
 */
export const FEATURES = [
  'serves',
  'servesWeb',
  'servesDatabase',
  'servesMail',
  'servesDirectory',
  'servesNaming',
  'servesFiles',
  'servesRemote',
  'servesIndustrial',
  'manyClients',
  'usesWeb',
  'usesApi',
  'manyWebPeers',
  'usesDatabase',
  'usesMail',
  'usesFiles',
  'usesCode',
  'usesRemote',
  'uploads',
  'downloads',
  'failures',
  'desktopChatter',
  'forwards',
  'activity',
  'steady',
  'alertScan',
  'alertBeacon',
  'alertMining',
  'alertExfiltration',
  'alertCompromise',
] as const;

/** Name of a feature. */
export type Feature = (typeof FEATURES)[number];
/** Features of a host over some time; those absent are 0. */
export type Features = Partial<Record<Feature, number>>;
