import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { communityIdOf } from './community-id.ts';
import type { CommunityTuple } from './community-id.ts';
import { hashBlock } from './sha1-block.ts';

// From the baseline of the specification (github.com/corelight/community-id-spec).
test.each<[string, CommunityTuple]>([
  [
    '1:LQU9qZlK+B5F3KDmev6m5PMibrg=',
    {
      transport: 'tcp',
      src: '128.232.110.120',
      dst: '66.35.250.204',
      sport: 34855,
      dport: 80,
      icmpType: 0,
      icmpCode: 0,
    },
  ],
  [
    '1:d/FP5EW3wiY1vCndhwleRRKHowQ=',
    { transport: 'udp', src: '192.168.1.52', dst: '8.8.8.8', sport: 54585, dport: 53, icmpType: 0, icmpCode: 0 },
  ],
  [
    '1:X0snYXpgwiv9TZtqg64sgzUn6Dk=',
    { transport: 'icmp', src: '192.168.0.89', dst: '192.168.0.1', sport: 0, dport: 0, icmpType: 8, icmpCode: 0 },
  ],
  [
    '1:X0snYXpgwiv9TZtqg64sgzUn6Dk=',
    { transport: 'icmp', src: '192.168.0.1', dst: '192.168.0.89', sport: 0, dport: 0, icmpType: 0, icmpCode: 0 },
  ],
  ['', { transport: 'arp', src: '192.168.0.1', dst: '192.168.0.89', sport: 0, dport: 0, icmpType: 0, icmpCode: 0 }],
  ['', { transport: 'tcp', src: 'host', dst: '192.168.0.89', sport: 0, dport: 0, icmpType: 0, icmpCode: 0 }],
])('%s', (id, tuple) => {
  expect(communityIdOf(tuple)).toBe(id);
});

test('both directions of a connection have one id', () => {
  const port = fc.integer({ min: 0, max: 65_535 });
  const address = fc.oneof(fc.tuple(fc.ipV4(), fc.ipV4()), fc.tuple(fc.ipV6(), fc.ipV6()));
  fc.assert(
    fc.property(address, port, port, ([src, dst], sport, dport) => {
      const there: CommunityTuple = { transport: 'tcp', src, dst, sport, dport, icmpType: 0, icmpCode: 0 };
      const back: CommunityTuple = { ...there, src: dst, dst: src, sport: dport, dport: sport };
      expect(communityIdOf(there)).toMatch(/^1:[A-Za-z0-9+/]{27}=$/u);
      expect(communityIdOf(back)).toBe(communityIdOf(there));
    }),
  );
});

test('SHA-1 of a block is what the library makes of it', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 55 }), (bytes) => {
      const padded = Buffer.alloc(64);
      padded.set(bytes);
      const block = Int32Array.from({ length: 16 }, (_, index) => padded.readInt32BE(index * 4));
      const digest = new Int32Array(5);
      hashBlock(block, bytes.length, digest);
      const hex = Array.from(digest, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
      expect(hex).toBe(createHash('sha1').update(bytes).digest('hex'));
    }),
  );
});
