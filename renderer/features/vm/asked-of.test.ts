import { describe, expect, it } from 'vitest';
import { askedOf } from './asked-of.ts';

const alert = (type: string, key: string, peers: string[] = []): Parameters<typeof askedOf>[0] => ({
  id: `${type}:some vm:${key}`,
  type,
  subject: 'some vm',
  peers,
});

describe('what a listed peer is asked by', () => {
  it.each([
    ['listed-peer', 'address 203.0.113.7:443', ['203.0.113.7'], '203.0.113.7'],
    ['listed-peer', 'address 2001:db8::1:53', ['2001:db8::1'], '2001:db8::1'],
    ['listed-caller', 'address 203.0.113.7', ['203.0.113.7'], '203.0.113.7'],
    ['listed-peer', 'domain cdn.example.org', [], 'cdn.example.org'],
    ['listed-peer', 'domain cdn.example.org', ['203.0.113.7'], 'cdn.example.org'],
    ['listed-peer', 'url http://example.org:8080/a b', ['203.0.113.7'], 'http://example.org:8080/a b'],
    [
      'listed-peer',
      'ja4 t13d1516h2_8daaf6152771_b186095e22b6',
      ['203.0.113.7'],
      't13d1516h2_8daaf6152771_b186095e22b6',
    ],
    ['beacon', 'domain cdn.example.org', ['203.0.113.7'], null],
    ['listed-peer', 'address 203.0.113.7:443', [], null],
    ['listed-peer', '', [], null],
  ])('%s, %s: %j', (type, key, peers, asked) => {
    expect(askedOf(alert(type, key, peers))).toBe(asked);
  });
});
