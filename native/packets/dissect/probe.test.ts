import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowHint } from './dissector.ts';
import { probe } from './probe.ts';
import { ascii, concat, hex, replay } from './testing/replay.ts';

const UDP = { transport: 'udp' } as const;
const CLIENT_ID = concat(hex('0005'), ascii('tests'));

describe('names of protocols that are not read', () => {
  it.each<[string, '>' | '<', Uint8Array, Partial<FlowHint>]>([
    ['http2', '>', ascii('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), {}],
    ['rtsp', '>', ascii('OPTIONS rtsp://a/b RTSP/1.0\r\nCSeq: 1\r\n\r\n'), {}],
    ['sip', '>', ascii('REGISTER sip:a.example SIP/2.0\r\nVia: x\r\n\r\n'), {}],
    ['irc', '>', ascii('NICK bot\r\nUSER a b c :d\r\n'), {}],
    ['irc', '>', ascii('USER bot 0 * :real name\r\n'), {}],
    ['redis', '>', ascii('*1\r\n$4\r\nPING\r\n'), {}],
    ['rmi', '>', ascii('JRMI\0\u0002K'), {}],
    ['git', '>', ascii('0032git-upload-pack /a.git\0host=b\0'), {}],
    ['postgresql', '>', hex('00000008 04d2162f'), {}],
    ['postgresql', '>', concat(hex('00000018 00030000'), ascii('user\0me\0\0'), new Uint8Array(6)), {}],
    ['mysql', '<', concat(hex('4a000000 0a'), ascii('8.0.36\0'), new Uint8Array(60)), {}],
    ['mongodb', '>', concat(hex('30000000 01000000 00000000 d4070000'), new Uint8Array(32)), {}],
    ['kafka', '>', concat(hex('0000001b 0012 0003 00000001'), CLIENT_ID, new Uint8Array(12)), {}],
    ['mqtt', '>', hex('101000044d5154540402003c000474657374'), {}],
    ['bittorrent', '>', concat(hex('13'), ascii('BitTorrent protocol'), new Uint8Array(48)), {}],
    ['socks', '>', hex('05020002'), {}],
    ['socks', '>', hex('0401005001020304 00'), {}],
    ['nfs', '>', concat(hex('80000028 00000001 00000000 00000002 000186a3 00000003 00000000'), new Uint8Array(16)), {}],
    ['kerberos', '>', concat(hex('00000010 6a'), new Uint8Array(15)), { dport: 88 }],
    [
      'tls',
      '>',
      hex('802e0103010015000000100100800300800700c006004002008004008000000301020304 05060708090a0b0c0d0e0f10'),
      {},
    ],
    ['quic', '>', concat(hex('c300000001 08'), new Uint8Array(1190)), UDP],
    ['ntp', '>', concat(hex('23'), new Uint8Array(47)), { ...UDP, dport: 123 }],
    ['snmp', '>', concat(hex('3029 020101 0406'), ascii('public'), new Uint8Array(28)), UDP],
    ['syslog', '>', ascii('<34>Oct 11 22:14:15 host su: x'), UDP],
    ['stun', '>', hex('0001 0000 2112a442 000102030405060708090a0b'), UDP],
    ['wireguard', '>', concat(hex('01000000'), new Uint8Array(144)), UDP],
    ['openvpn', '>', concat(hex('38'), new Uint8Array(13)), UDP],
    ['ssdp', '>', ascii('M-SEARCH * HTTP/1.1\r\n\r\n'), UDP],
    ['bittorrent', '>', ascii('d1:ad2:id20:aaaaaaaaaaaaaaaaaaaae1:q4:ping1:t2:aa1:y1:qe'), UDP],
    ['sip', '>', ascii('INVITE sip:a@b SIP/2.0\r\n'), UDP],
    ['rpc', '>', concat(hex('00000001 00000000 00000002 000186a0 00000002 00000003'), new Uint8Array(32)), UDP],
    ['dtls', '>', concat(hex('16fefd'), new Uint8Array(40)), UDP],
  ])('%s', (name, direction, bytes, hint) => {
    expect(replay([[direction, bytes]], hint)).toEqual({ service: name, records: [] });
  });
});

describe('the probe', () => {
  const hints = [
    { transport: 'tcp', sport: 40_000, dport: 80 },
    { transport: 'tcp', sport: 40_000, dport: 53 },
    { transport: 'tcp', sport: 502, dport: 40_000 },
    { transport: 'udp', sport: 40_000, dport: 41_000 },
    { transport: 'udp', sport: 137, dport: 137 },
    { transport: 'udp', sport: 547, dport: 546 },
    { transport: 'udp', sport: 5353, dport: 5353 },
  ] as const;

  it('never throws, whatever the bytes and ports', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.constantFrom(...hints), (bytes, hint) => {
        replay(
          [
            ['>', bytes],
            ['<', bytes],
          ],
          hint,
        );
        return true;
      }),
      { numRuns: 3000 },
    );
  });

  it('takes chance bytes for hardly anything', () => {
    let named = 0;
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 40, maxLength: 200 }),
        fc.constantFrom('tcp' as const, 'udp' as const),
        (bytes, transport) => {
          if (replay([['>', bytes]], { transport }).service !== '') named++;
          return true;
        },
      ),
      { numRuns: 5000, seed: 1 },
    );
    expect(named).toBeLessThan(25);
  });

  it('does not remember the hint it was shown', () => {
    const hint: FlowHint = { transport: 'tcp', sport: 40_000, dport: 502 };
    const bytes = hex('0001 0000 0006 11 03 0000 0002');
    const dissector = probe(bytes.subarray(0, 3), true, hint, { record: () => undefined });
    hint.dport = 1;
    dissector?.payload(true, bytes.subarray(0, 3), 1);
    dissector?.payload(true, bytes.subarray(3), 1);
    expect(dissector?.service).toBe('modbus');
  });

  it('gives up on a trickle that stays unknown', () => {
    const dissector = probe(hex('01'), true, { transport: 'tcp', sport: 1, dport: 2 }, { record: () => undefined });
    const wanted = Array.from({ length: 100 }, () => dissector?.payload(true, hex('01'), 1));
    expect(wanted.at(-1)).toBe(false);
  });
});
