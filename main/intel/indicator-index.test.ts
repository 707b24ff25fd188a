import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import type { Indicator } from './indicator.ts';
import { IndicatorIndex } from './indicator-index.ts';
import { PackBuilder, unpack } from './indicator-pack.ts';

const at = (kind: Indicator['kind'], value: string, more: Partial<Indicator> = {}): Indicator => ({
  kind,
  value,
  port: 0,
  confidence: 0.5,
  label: '',
  day: 0,
  ...more,
});

async function build(...feeds: Indicator[][]): Promise<IndicatorIndex> {
  const packs = feeds.map((feed) => {
    const builder = new PackBuilder();
    for (const indicator of feed) builder.add(indicator);
    return builder.finish();
  });
  return IndicatorIndex.build(packs, [0x1234567, 0x89abcdef | 0], async () => {});
}

const told = (matches: { matchKind: string; feed: number; indicator: Indicator }[]): string[] =>
  matches.map(({ matchKind, feed, indicator }) => `${matchKind} ${feed} ${indicator.value}`).sort();

describe('an index of indicators', () => {
  it('tells addresses by themselves, by port, by subnet, and as the host of a listed URL', async () => {
    const index = await build(
      [
        at('ip', '192.0.2.7', { label: 'family', confidence: 0.9, day: 20_000 }),
        at('endpoint', '192.0.2.7', { port: 443 }),
        at('subnet', '192.0.2.0/24'),
        at('subnet', '192.0.0.0/14'),
        at('url', 'http://192.0.2.7:8080/x'),
      ],
      [at('ip', '192.0.2.7'), at('ip', '2001:db8::1'), at('subnet', '2001:db8::/33')],
    );
    expect(told(index.findAddress('192.0.2.7', 443))).toEqual([
      'host-of-listed-URL 0 http://192.0.2.7:8080/x',
      'ip 0 192.0.2.7',
      'ip 1 192.0.2.7',
      'ip:port 0 192.0.2.7',
      'subnet 0 192.0.0.0/14',
      'subnet 0 192.0.2.0/24',
    ]);
    expect(told(index.findAddress('192.0.2.7', 80))).toContain('ip-listed-with-other-port 0 192.0.2.7');
    expect(index.findAddress('192.0.2.7', 443)[0]?.indicator).toMatchObject({
      label: 'family',
      confidence: 0.9,
      day: 20_000,
    });
    expect(told(index.findAddress('192.4.0.1', 443))).toEqual([]);
    expect(told(index.findAddress('2001:db8::1', 443))).toEqual(['ip 1 2001:db8::1', 'subnet 1 2001:db8::/33']);
    expect(told(index.findAddress('2001:db8:8000::1', 443))).toEqual([]);
    expect(index.hasIpv4(0xc0000207)).toBe(true);
    expect(index.hasIpv4(0xc0000208)).toBe(false);
  });

  it('tells names before their parents, and never a name that only ends alike', async () => {
    const index = await build([
      at('domain', 'example.org'),
      at('domain', 'bad.example.org'),
      at('url', 'https://cdn.example.net/a?b=1'),
    ]);
    const kinds = index.findDomain('BAD.example.org.').map(({ matchKind, indicator }) => [matchKind, indicator.value]);
    expect(kinds).toEqual([
      ['domain', 'bad.example.org'],
      ['parent-domain', 'example.org'],
    ]);
    expect(told(index.findDomain('www.example.org'))).toEqual(['parent-domain 0 example.org']);
    expect(index.findDomain('notexample.org')).toEqual([]);
    expect(index.findDomain('org')).toEqual([]);
    expect(told(index.findDomain('cdn.example.net'))).toEqual(['host-of-listed-URL 0 https://cdn.example.net/a?b=1']);
    expect(told(index.findUrl('HTTPS://CDN.example.net:443/a?b=1#top'))).toEqual([
      'url 0 https://cdn.example.net/a?b=1',
    ]);
    expect(index.findUrl('https://cdn.example.net/a')).toEqual([]);
    expect(index.hasDomain('x.y.bad.example.org')).toBe(true);
    expect(index.hasDomain('example.com')).toBe(false);
  });

  it('tells digests whatever their case, by their kind', async () => {
    const index = await build([at('ja3', 'aa'.repeat(16)), at('hash', 'bb'.repeat(32))]);
    expect(index.findDigest('ja3', 'AA'.repeat(16))).toHaveLength(1);
    expect(index.findDigest('hash', 'aa'.repeat(16))).toEqual([]);
    expect(index.findDigest('hash', 'bb'.repeat(32))).toHaveLength(1);
  });

  it('gives every indicator back as it was packed', () => {
    const indicator = fc.record({
      kind: fc.constantFrom<Indicator['kind']>('domain', 'url', 'hash'),
      value: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
      port: fc.nat(65_535),
      confidence: fc.nat(100).map((hundredths) => hundredths / 100),
      label: fc.string({ maxLength: 20 }),
      day: fc.nat(65_535),
    });
    fc.assert(
      fc.property(fc.array(indicator, { maxLength: 400 }), (indicators) => {
        const builder = new PackBuilder();
        for (const one of indicators) builder.add(one);
        const pack = builder.finish();
        expect(indicators.map((_, place) => unpack(pack, place))).toEqual(indicators);
      }),
      { numRuns: 30 },
    );
  });

  it('answers as a plain search through all of them does', async () => {
    const label = fc.constantFrom('a', 'b', 'cc', 'org');
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    const ipv4 = fc.integer({ min: 0, max: 0xffffffff }).map((number) => (number & 0x0f0f0f0f) >>> 0);
    const text = (number: number): string =>
      ipaddr.fromByteArray([24, 16, 8, 0].map((by) => (number >>> by) & 255)).toString();
    const subnet = fc.tuple(ipv4, fc.integer({ min: 4, max: 31 })).map(([number, bits]) => {
      const network = (number & (0xffffffff << (32 - bits))) >>> 0;
      return `${text(network)}/${bits}`;
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(name, { maxLength: 20 }),
        fc.array(ipv4, { maxLength: 20 }),
        fc.array(subnet, { maxLength: 10 }),
        name,
        ipv4,
        async (names, addresses, subnets, asked, address) => {
          const index = await build([
            ...names.map((value) => at('domain', value)),
            ...addresses.map((value) => at('ip', text(value))),
            ...subnets.map((value) => at('subnet', value)),
          ]);
          const parents = new Set(asked.split('.').map((_, place, labels) => labels.slice(place).join('.')));
          expect(index.findDomain(asked)).toHaveLength(names.filter((value) => parents.has(value)).length);
          const near = [address, addresses[0] ?? address];
          for (const one of near) {
            const expected =
              addresses.filter((value) => value === one).length +
              subnets.filter((value) => ipaddr.parse(text(one)).match(ipaddr.parseCIDR(value))).length;
            expect(index.findAddress(text(one), 80)).toHaveLength(expected);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
