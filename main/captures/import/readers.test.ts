import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalAddress, canonicalMac } from './canonical-address.ts';
import { claimedTechniques } from './claimed-techniques.ts';
import { estimatePayload, withoutEthernet } from './estimate-payload.ts';
import { readFlowService } from './flow-service.ts';
import { epochNanoseconds, epochSeconds, readCalendarTime, readEpochSeconds } from './read-time.ts';
import { readTransport } from './read-transport.ts';
import { tcpFlagsFromLetters, tcpStateFromFlags } from './tcp-state.ts';

describe('times', () => {
  it.each([
    ['2021-06-06T15:59:46.457984+0200', Date.UTC(2021, 5, 6, 13, 59, 46) * 1000 + 457_984],
    ['2021-06-06T15:59:46.457984-05:30', Date.UTC(2021, 5, 6, 21, 29, 46) * 1000 + 457_984],
    ['2025-02-10T09:15:40.698757999Z', Date.UTC(2025, 1, 10, 9, 15, 40) * 1000 + 698_757],
    ['2019/04/04 16:24:47.672448', Date.UTC(2019, 3, 4, 16, 24, 47) * 1000 + 672_448],
    ['2020-09-20 16:16:38', Date.UTC(2020, 8, 20, 16, 16, 38) * 1000],
    ['1970-01-01T00:00:00Z', 0],
  ])('reads %s', (text, expected) => {
    expect(readCalendarTime(text)).toBe(expected);
  });

  it.each([
    '',
    'yesterday',
    '2021-13-01T00:00:00Z',
    '2021-01-01T00:61:00Z',
    '1969-12-31T23:59:59Z',
    '9999-01-01T00:00:00Z',
    `2021-01-01T00:00:00.${'1'.repeat(99)}Z`,
  ])('does not read %j', (text) => {
    expect(readCalendarTime(text)).toBeNaN();
  });

  it('reads every microsecond of seconds since the epoch exactly', () => {
    fc.assert(
      fc.property(fc.nat({ max: 4e9 }), fc.nat({ max: 999_999 }), (seconds, micros) => {
        const text = `${seconds}.${String(micros).padStart(6, '0')}`;
        expect(readEpochSeconds(text)).toBe(seconds * 1e6 + micros);
        expect(epochSeconds(Number(text))).toBe(seconds * 1e6 + micros);
        expect(epochNanoseconds(BigInt(seconds) * 1_000_000_000n + BigInt(micros) * 1000n + 999n)).toBe(
          seconds * 1e6 + micros,
        );
      }),
    );
  });

  it('reads back every time that JavaScript writes', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true }),
        (date) => readCalendarTime(date.toISOString()) === date.getTime() * 1000,
      ),
    );
  });
});

describe('addresses', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['010.000.000.001', '10.0.0.1'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:172.18.39.6', '172.18.39.6'],
    ['256.0.0.1', ''],
    ['1.2.3', ''],
    ['0x7f.1', ''],
    ['host.example', ''],
    ['<b>', ''],
    ['', ''],
  ])('brings %j to %j', (text, expected) => {
    expect(canonicalAddress(text)).toBe(expected);
  });

  it('leaves a canonical address as it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.ipV4(), fc.ipV6()),
        (text) => canonicalAddress(canonicalAddress(text)) === canonicalAddress(text) && canonicalAddress(text) !== '',
      ),
    );
  });

  it.each([
    ['08-00-27-7F-09-E1', '08:00:27:7f:09:e1'],
    ['08:00:27', ''],
  ])('brings the MAC %s to %j', (text, expected) => {
    expect(canonicalMac(text)).toBe(expected);
  });
});

describe('connection states', () => {
  it.each([
    ['S', '', 'S0'],
    ['SF', '', 'SH'],
    ['SR', '', 'RSTOS0'],
    ['S', 'RA', 'REJ'],
    ['SPA', 'SPA', 'S1'],
    ['FSPA', 'FSPA', 'SF'],
    ['FSRPA', 'FSPA', 'SF'],
    ['SRPA', 'FSPA', 'RSTO'],
    ['SR', 'SA', 'RSTO'],
    ['SPA', 'SRPA', 'RSTR'],
    ['FSPA', 'SPA', 'S2'],
    ['SPA', 'FSPA', 'S3'],
    ['PA', 'PA', 'OTH'],
  ])('out %s, in %s is %s', (out, inbound, expected) => {
    expect(tcpStateFromFlags(tcpFlagsFromLetters(out), tcpFlagsFromLetters(inbound))).toBe(expected);
  });
});

describe('words of other tools', () => {
  it.each([
    ['ssl', 'tls'],
    ['gssapi,smb,dce_rpc', 'smb'],
    ['smtp,ssl', 'smtp'],
    ['-', ''],
    ['failed', ''],
    ['<script>', ''],
  ])('takes the service %j for %j', (text, expected) => {
    expect(readFlowService(text)).toBe(expected);
  });

  it.each([
    ['TCP', 'tcp'],
    ['17', 'udp'],
    ['IPv6-ICMP', 'icmp6'],
    ['igmp', 'ip-2'],
    ['255', 'ip-255'],
    ['256', null],
    ['llc', null],
  ])('takes the protocol %j for %j', (text, expected) => {
    expect(readTransport(text)).toBe(expected);
  });

  it('finds technique ids, each once', () => {
    expect(
      claimedTechniques(['technique_id=T1055,technique_name=x', 'T1059.004 and T1055', 'XT1234', 'T12345']),
    ).toEqual(['T1055', 'T1059.004']);
  });
});

describe('bytes', () => {
  it.each([
    ['a bare SYN', 'tcp', false, 1, 60, 0],
    ['a SYN and its reset', 'tcp', false, 2, 120, 0],
    ['ten segments', 'tcp', false, 10, 5520, 5000],
    ['a DNS query', 'udp', false, 1, 63, 35],
    ['a DNS query over IPv6', 'udp', true, 1, 85, 37],
  ] as const)('sees the payload of %s', (_what, transport, isV6, packets, bytes, expected) => {
    expect(estimatePayload(transport, isV6, packets, bytes)).toBe(expected);
  });

  it('takes Ethernet headers off, where the frames are long enough to have them', () => {
    expect(withoutEthernet(2, 120)).toBe(92);
    expect(withoutEthernet(2, 60)).toBe(60);
  });
});
