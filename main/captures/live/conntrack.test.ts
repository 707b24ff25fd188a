import { describe, expect, it } from 'vitest';
import { readConntrackLine } from './conntrack.ts';

const counts =
  'packets=10 bytes=1000 src=10.0.0.2 dst=192.0.2.7 sport=22 dport=40000 packets=5 bytes=500 [ASSURED] mark=0 use=1 id=77';

describe('a connection of the kernel’s', () => {
  it.each([
    [
      `ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=40000 dport=22 ${counts}`,
      { protocol: 6, state: 'ESTABLISHED', packets: 10, bytes: 1000, reversePackets: 5, reverseBytes: 500, age: -1 },
    ],
    [
      `tcp      6 117 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=40000 dport=22 packets=1 bytes=60 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=22 dport=40000 packets=0 bytes=0 delta-time=12 use=1`,
      { protocol: 6, state: 'SYN_SENT', packets: 1, reversePackets: 0, age: 12 },
    ],
    [
      `[DESTROY] udp      17 src=10.0.0.1 dst=10.0.0.2 sport=40000 dport=22 ${counts}`,
      { protocol: 17, state: '', packets: 10 },
    ],
    [
      `ipv6     10 tcp      6 30 TIME_WAIT src=fd00::1 dst=fd00::2 sport=40000 dport=22 src=fd00::2 dst=fd00::1 sport=22 dport=40000 mark=0 zone=0 use=2`,
      { src: 'fd00::1', state: 'TIME_WAIT', packets: -1, reverseBytes: -1 },
    ],
    [
      'ipv4     2 unknown  89 593 src=10.0.0.1 dst=224.0.0.5 packets=3 bytes=240 [UNREPLIED] src=224.0.0.5 dst=10.0.0.1 packets=0 bytes=0 mark=0 use=1',
      { protocol: 89, sport: 0, dport: 0, dst: '224.0.0.5' },
    ],
    [
      'ipv4     2 icmp     1 29 src=10.0.0.1 dst=10.0.0.2 type=8 code=0 id=7 packets=1 bytes=84 src=10.0.0.2 dst=10.0.0.1 type=0 code=0 id=7 packets=1 bytes=84 use=1',
      { protocol: 1, icmpType: 8, packets: 1 },
    ],
  ])('is read: %s', (line, expected) => {
    expect(readConntrackLine(line)).toMatchObject(expected);
  });

  it.each([
    '',
    'conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.',
    'ipv4 2 tcp 6 10 ESTABLISHED src=nonsense dst=10.0.0.1',
    'ipv4 2 tcp 6 10 ESTABLISHED src=10.0.0.1 dst=fd00::1',
    `tcp 6 src=10.0.0.1 dst=10.0.0.2 ${'x'.repeat(5000)}`,
  ])('is none: %s', (line) => {
    expect(readConntrackLine(line)).toBeNull();
  });

  it('has a name of its own that another between the same ends has not', () => {
    const line = (id: number): string =>
      `tcp 6 9 CLOSE src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 packets=1 bytes=40 id=${id}`;
    expect(readConntrackLine(line(1))?.key).not.toBe(readConntrackLine(line(2))?.key);
  });
});
