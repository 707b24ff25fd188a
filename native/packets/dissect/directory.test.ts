import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from './testing/replay.ts';
import { ascii, concat, hex, holdsForAnyCut, replay, survivesDamage } from './testing/replay.ts';

/** A BER element, with the long form of its length where `wide`. */
function element(tag: number, content: Uint8Array, wide = false): Uint8Array {
  const length = wide ? [0x84, 0, 0, content.length >> 8, content.length & 255] : [content.length];
  return concat(Uint8Array.from([tag, ...length]), content);
}

function text(value: string): Uint8Array {
  return element(4, ascii(value));
}

function message(id: number, operation: Uint8Array, wide = false): Uint8Array {
  return element(0x30, concat(hex('0201'), Uint8Array.from([id]), operation), wide);
}

function attribute(type: string, value: string): Uint8Array {
  return element(0x30, concat(text(type), element(0x31, text(value))));
}

const EXPLOIT: Chunk[] = [
  ['>', message(1, element(0x60, concat(hex('020103'), text('cn=me'), element(0x80, ascii('hidden')))))],
  ['<', message(1, element(0x61, hex('0a0100 0400 0400')))],
  ['>', message(2, element(0x63, concat(text('o=obj'), hex('0a0100'))), true)],
  [
    '<',
    message(
      2,
      element(
        0x64,
        concat(
          text('o=obj'),
          element(0x30, concat(attribute('cn', 'x'), attribute('javaCodeBase', 'http://h/'))),
          new Uint8Array(0),
        ),
        true,
      ),
      true,
    ),
  ],
  ['<', message(2, element(0x73, text('ldap://other.example/')))],
];

const DHCP = concat(
  hex('01010600 12345678 0000 8000 00000000 00000000 00000000 00000000 525400aabbcc'),
  new Uint8Array(10 + 192),
  hex('63825363 350101 0c06'),
  ascii('laptop'),
  hex('3c08'),
  ascii('MSFT 5.0'),
  hex('3204c0a80105 00 ff'),
);

function netbios(name: string, suffix: number): Uint8Array {
  const padded = [...ascii(name.padEnd(15, ' ')), suffix];
  return Uint8Array.from([32, ...padded.flatMap((byte) => [0x41 + (byte >> 4), 0x41 + (byte & 15)]), 0]);
}

describe('ldap', () => {
  it('reads binds, searches and entries, and sees Java objects; never the password', () => {
    const { service, records } = replay(EXPLOIT);
    expect(service).toBe('ldap');
    expect(
      records.map((record) => record.kind === 'ldap' && [record.operation, record.name, record.javaObject]),
    ).toEqual([
      ['bind', 'cn=me', false],
      ['search', 'o=obj', false],
      ['search-entry', 'o=obj', true],
      ['search-reference', 'ldap://other.example/', false],
    ]);
    expect(JSON.stringify(records)).not.toContain('hidden');
    holdsForAnyCut(EXPLOIT);
    survivesDamage(EXPLOIT, {}, 400);
  });

  it('does not see Java in an ordinary entry', () => {
    const entry = message(2, element(0x64, concat(text('cn=a'), element(0x30, attribute('objectClass', 'java')))));
    expect(replay([['<', entry]]).records).toMatchObject([{ operation: 'search-entry', javaObject: false }]);
  });

  it('never throws on any bytes behind a sequence', () => {
    fc.assert(
      fc.property(fc.constantFrom(0x60, 0x63, 0x64, 0x73, 0x77), fc.uint8Array({ maxLength: 120 }), (tag, bytes) => {
        replay([['>', message(1, concat(Uint8Array.from([tag, 0x84, 0, 0, 0, 100]), bytes))]]);
        replay([['>', message(1, element(tag, bytes))]]);
        return true;
      }),
      { numRuns: 500 },
    );
  });
});

describe('dhcp', () => {
  const hint = { transport: 'udp', sport: 68, dport: 67 } as const;
  it('reads who asks, on any port', () => {
    const expected = {
      kind: 'dhcp',
      time: 1,
      message: 'DISCOVER',
      mac: '52:54:00:aa:bb:cc',
      hostname: 'laptop',
      vendor: 'MSFT 5.0',
      address: '192.168.1.5',
    };
    expect(replay([['>', DHCP]], hint)).toEqual({ service: 'dhcp', records: [expected] });
    expect(replay([['>', DHCP]], { transport: 'udp' }).service).toBe('dhcp');
    survivesDamage([['>', DHCP]], hint);
  });

  it('reads version 6 with the address and name of the client', () => {
    const solicit = concat(
      hex('01 123456 0001 000e 0001 0001 11223344 525400aabbcc'),
      hex('0003 0028 00000001 00000000 00000000 0005 0018 20010db8000000000000000000000001 00000000 00000000'),
      hex('0027 000b 00 06'),
      ascii('laptop'),
      hex('00 0000 00'),
    );
    expect(replay([['>', solicit]], { transport: 'udp', sport: 546, dport: 547 })).toMatchObject({
      service: 'dhcpv6',
      records: [{ message: 'SOLICIT', mac: '52:54:00:aa:bb:cc', address: '2001:db8::1' }],
    });
    survivesDamage([['>', solicit]], { transport: 'udp', sport: 546, dport: 547 });
  });
});

describe('netbios names', () => {
  const hint = { transport: 'udp', sport: 137, dport: 137 } as const;
  const query = concat(hex('0001 0110 0001 0000 0000 0000'), netbios('FILESERVER', 0x20), hex('0020 0001'));
  const registration = concat(
    hex('0002 2910 0001 0000 0000 0001'),
    netbios('WS1', 0),
    hex('0020 0001 c00c 0020 0001 00000000 0006 0000 c0a80107'),
  );
  it('reads names, suffixes, operations and addresses', () => {
    const { service, records } = replay(
      [
        ['>', query],
        ['>', registration],
      ],
      hint,
    );
    expect(service).toBe('nbns');
    expect(records).toEqual([
      { kind: 'nbns', time: 1, name: 'FILESERVER', suffix: 0x20, operation: 'query', address: '' },
      { kind: 'nbns', time: 1, name: 'WS1', suffix: 0, operation: 'registration', address: '192.168.1.7' },
    ]);
    survivesDamage(
      [
        ['>', query],
        ['>', registration],
      ],
      hint,
    );
  });
});
