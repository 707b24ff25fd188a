import { describe, expect, it } from 'vitest';
import { FeedRefused } from '../feed-format.ts';
import { feedSeeds } from '../fuzz/feed-seeds.ts';
import { unpack } from '../indicator-pack.ts';
import { type FeedContent, readFeed } from '../read-feed.ts';
import { allFormats } from './all-formats.ts';

/** Indicators as `kind value[:port] confidence label day`. */
const told = ({ pack }: FeedContent): string[] =>
  Array.from({ length: pack.length }, (_, at) => {
    const { kind, value, port, confidence, label, day } = unpack(pack, at);
    return `${kind} ${value}${port > 0 ? `:${port}` : ''} ${confidence} ${label} ${day}`;
  });
const SEPTEMBER_13 = 20_709;

describe('forms of feeds', () => {
  it.each<[id: string, indicators: string[], skipped: number]>([
    [
      'list',
      [
        'ip 45.9.1.7 0.5  0',
        'subnet 45.9.2.0/24 0.5  0',
        'domain ads.bad-example.com 0.5  0',
        'endpoint 2a00:1450::7:8443 0.5  0',
        'url https://bad-example.net/x 0.5  0',
      ],
      0,
    ],
    ['ipsum', ['ip 45.9.1.7 1 on 8 lists 0', 'ip 45.9.1.8 0.25 on 2 lists 0'], 1],
    [
      'maltrail',
      [
        'domain bad-example.com 0.7 badbot 0',
        'endpoint 45.9.1.7:443 0.7 badbot 0',
        'url http://bad-example.net/gate.php 0.7 badbot 0',
      ],
      0,
    ],
    ['zeek-intel', ['ip 45.9.1.7 0.6 scanner 0', 'url http://bad-example.com/x 0.6 dropper 0'], 2],
    [
      'urlhaus',
      [
        `url http://45.9.1.7:42598/i 0.9 elf,Mozi ${SEPTEMBER_13}`,
        `url http://bad-example.com/a 0.6  ${SEPTEMBER_13 + 1}`,
      ],
      0,
    ],
    ['threatfox', [`endpoint 45.9.1.7:4444 0.75 X ${SEPTEMBER_13}`], 0],
    ['threatfox-json', [`domain bad-example.com 0.5 X ${SEPTEMBER_13}`], 1],
    ['feodo', [`endpoint 45.9.1.7:443 0.95 Pikabot ${SEPTEMBER_13 + 1}`], 0],
    ['feodo-json', [`endpoint 45.9.1.7:443 0.7 Pikabot ${SEPTEMBER_13 + 1}`], 0],
    ['misp', ['endpoint 45.9.1.7:443 0.8 A campaign 19675', `hash aa${'0'.repeat(62)} 0.8 A campaign 0`], 1],
    [
      'stix',
      [
        `ip 45.9.1.7 0.6 C2 ${SEPTEMBER_13}`,
        `domain bad-example.com 0.6 C2 ${SEPTEMBER_13}`,
        `domain bad-example.net 0.6 C2 ${SEPTEMBER_13}`,
      ],
      1,
    ],
    [
      'ja3',
      ['ja3 61d50e7771aee7f2f4b89a7200b4d45e 0.4 AcroCEF 0', 'ja4 t13d1516h2_8daaf6152771_02713d6af862 0.4 browser 0'],
      1,
    ],
  ])('%s is known by its first lines, and read', (id, indicators, skipped) => {
    const content = readFeed(feedSeeds[id] ?? '');
    expect(content.format).toBe(id);
    expect(told(content)).toEqual(indicators);
    expect(content.skipped.count).toBe(skipped);
  });

  it.each([
    ['kev', true],
    ['kev-csv', false],
  ])('%s tells what is exploited, and by whom', (id, ransomware) => {
    const content = readFeed(feedSeeds[id] ?? '');
    expect(content.format).toBe(id);
    expect(content.vulnerabilities).toMatchObject([
      { id: 'CVE-2021-44228', exploited: true, ransomware, products: [{ vendor: 'Apache', product: 'Log4j2' }] },
    ]);
  });

  it('osv tells ranges of packages under the CVE', () => {
    expect(readFeed(feedSeeds['osv'] ?? '').vulnerabilities).toMatchObject([
      {
        id: 'CVE-2024-3094',
        aliases: ['DLA-1'],
        packages: [{ ecosystem: 'Debian:12', name: 'xz-utils', ranges: [{ introduced: '5.6.0', fixed: '5.6.1-1' }] }],
      },
    ]);
  });

  it('every form has a seed, and each is read by its name too', () => {
    expect(Object.keys(feedSeeds).sort()).toEqual(allFormats.map(({ id }) => id).sort());
    for (const [id, text] of Object.entries(feedSeeds)) expect(readFeed(text, id).format).toBe(id);
  });

  it.each([
    ['an unknown form', () => readFeed('x', 'none'), /no form “none”/],
    ['a web page', () => readFeed('<html>'), /web page/],
    ['CSV without its columns', () => readFeed('1,2,3', 'urlhaus'), /names the columns/],
    ['JSON of another shape', () => readFeed('[]', 'kev'), /another shape/],
  ])('%s is refused in a sentence', (_what, read, words) => {
    expect(read).toThrow(FeedRefused);
    expect(read).toThrow(words);
  });

  it('what would meet everybody is refused, with the reason', () => {
    const { pack, refused } = readFeed('0.0.0.0/0\n10.0.0.0/8\n45.0.0.0/7\nlocalhost.localdomain.local\n45.9.1.7\n');
    expect(pack.length).toBe(1);
    expect(refused.count).toBe(4);
    expect(refused.examples.map(({ why }) => why)).toEqual([
      'wider than /8',
      'private addresses',
      'wider than /8',
      'a name that is local or reserved',
    ]);
  });
});
