import { describe, expect, it } from 'vitest';
import { decodeFeed, encodeFeed } from '../pack-file.ts';
import { readFeed } from '../read-feed.ts';

const record = (more: object): string =>
  JSON.stringify({ schema_version: '1.7.0', id: 'CVE-2026-1', modified: '2026-01-01T00:00:00Z', ...more });

describe('records of OSV', () => {
  it('come one, as a list, or one a line', () => {
    const one = record({});
    const other = record({ id: 'CVE-2026-2' });
    for (const text of [`[${one},${other}]`, `${one}\n${other}\n`, `${one} \r\n\n${other}`])
      expect(readFeed(text, 'osv').vulnerabilities.map(({ id }) => id)).toEqual(['CVE-2026-1', 'CVE-2026-2']);
    expect(readFeed(one, 'osv').vulnerabilities).toHaveLength(1);
  });

  it('that say too much spoil nothing of the others', () => {
    const events = Array.from({ length: 900 }, (_, at) => ({ introduced: String(at) }));
    const ranges = Array.from({ length: 5 }, () => ({ type: 'ECOSYSTEM', events }));
    const of = { ecosystem: 'Debian:12', name: 'bash' };
    const wordy = record({
      aliases: Array.from({ length: 3000 }, (_, at) => `A-${at}`),
      affected: [
        { package: of, ranges },
        { package: of, ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: 'x'.repeat(3000) }] }] },
        ...Array.from({ length: 12_000 }, () => ({ package: of })),
      ],
    });
    const feed = { ...readFeed(`[${wordy},${record({ id: 'CVE-2026-2' })}]`, 'osv'), warning: null };
    const { vulnerabilities } = decodeFeed(encodeFeed(feed));
    expect(vulnerabilities.map(({ id }) => id)).toEqual(['CVE-2026-1', 'CVE-2026-2']);
    expect(vulnerabilities[0]?.packages[0]?.ranges).toHaveLength(2000);
    expect(vulnerabilities[0]?.packages[1]?.ranges).toEqual([]);
  });
});
