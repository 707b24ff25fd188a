/** What a file of a known owner is, by the name that its owner gives it; everything else is a feed of what is bad. */
export interface OwnerFile {
  /** `warning` lists tell what many share; they never accuse. */
  role: 'feed' | 'warning';
  weight: number;
  halfLife: number;
  licence: string;
}

const usual = { weight: 0.7, halfLife: 90 };

const known: readonly (readonly [pattern: RegExp, file: OwnerFile])[] = [
  // Maltrail's own lists of what it does not report.
  [/(?:^|\/)(?:cdn|bogon)_ranges\.txt$/, { role: 'warning', weight: 0, halfLife: 3650, licence: 'MIT' }],
  // Services that tell their caller his address: asked by malware, and by much else.
  [/(?:^|\/)ipinfo\.txt$/, { role: 'feed', weight: 0.25, halfLife: 3650, licence: 'MIT' }],
  [/(?:^|\/)ipsum[^/]*$|(?:^|\/)levels-\d/, { role: 'feed', weight: 0.6, halfLife: 14, licence: 'Unlicense' }],
  [/urlhaus/i, { role: 'feed', weight: 0.9, halfLife: 60, licence: 'CC0-1.0' }],
  [/threatfox/i, { role: 'feed', weight: 0.8, halfLife: 60, licence: 'CC0-1.0' }],
  [/feodo|ipblocklist/i, { role: 'feed', weight: 0.9, halfLife: 60, licence: 'CC0-1.0' }],
  [/tor[-_]exit/i, { role: 'feed', weight: 0.3, halfLife: 14, licence: '' }],
];

/** What a file is taken for where nobody said. @param path relative, with `/` */
export function describeFile(path: string): OwnerFile {
  return (
    known.find(([pattern]) => pattern.test(path.replace(/\.gz$/, '')))?.[1] ?? { role: 'feed', ...usual, licence: '' }
  );
}
