import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partFolder, partRole, safePartLeaf } from './part-name.ts';

describe('partRole', () => {
  it.each([
    ['net/eth0.pcapng', 'capture'],
    ['logs/zeek/conn.log', 'log'],
    ['events/a b.ndjson', 'events'],
    ['stats/x', 'stats'],
    ['state/domain.xml', 'state'],
    ['attest/quote.bin', 'attestation'],
    ['notes.json', 'notes'],
    ['manifest.json', 'frame'],
  ])('%s is for %s', (name, role) => {
    expect(partRole(name)).toBe(role);
  });

  it.each([
    '',
    '/',
    'net',
    'net/',
    'net//a',
    '/net/a',
    '../net/a',
    'net/../a',
    'net/./a',
    String.raw`net\a`,
    'C:/a',
    'net/a:b',
    'net/a\0',
    'net/ a',
    'net/a.',
    'bin/a',
    '__proto__/a',
    'constructor/a',
    `net/${'a'.repeat(300)}`,
    'net/a/b/c/d/e/f',
  ])('%j is refused', (name) => {
    expect(partRole(name)).toBeNull();
  });
});

describe('safePartLeaf', () => {
  it.each([
    ['eth0.pcapng', 'eth0.pcapng'],
    ['/home/u/a.pcap', 'a.pcap'],
    [String.raw`C:\Users\u\a.pcap`, 'a.pcap'],
    ['..', '_'],
    ['', '_'],
    ['a:b?.log', 'a_b_.log'],
    ['ночь.log', 'ночь.log'],
  ])('makes %j to %j', (name, leaf) => {
    expect(safePartLeaf(name)).toBe(leaf);
  });

  it('does not care how long a name is', () => {
    const started = performance.now();
    expect(safePartLeaf(`x${'.'.repeat(1_000_000)}x`).length).toBeLessThan(200);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('always gives a name that a part may have', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 0x1_ffff }), { maxLength: 400 }).map((signs) => String.fromCodePoint(...signs)),
        (name) => {
          expect(partRole(`${partFolder('log')}/${safePartLeaf(name)}`)).toBe('log');
        },
      ),
    );
  });
});
