import { describe, expect, it } from 'vitest';
import { readTcpdumpStatistics } from './tcpdump-statistics.ts';

// What versions 3.9 to 4.99 print at their end and when they are asked (SIGUSR1 or SIGINFO), and their other messages.
describe('a line of tcpdump', () => {
  it.each([
    ['3 packets captured', null, null],
    ['1 packet captured', null, null],
    ['5 packets received by filter', null, null],
    ['0 packets dropped by kernel', 0, null],
    ['1 packet dropped by kernel', 1, null],
    ['17 packets dropped by interface', null, 17],
    ['tcpdump: 5 packets captured, 9 packets received by filter, 4 packets dropped by kernel', 4, null],
    [
      'tcpdump: 5 packets captured, 9 packets received by filter, 4 packets dropped by kernel, 2 packets dropped by interface',
      4,
      2,
    ],
    ['12 packets received by filter, 3 packets dropped by kernel', 3, null],
    ['Got 1234', null, null],
  ])('tells counts: %s', (line, kernel, of) => {
    expect(readTcpdumpStatistics(line)).toEqual({ kernel, interface: of });
  });

  it.each([
    'tcpdump: listening on vnet0, link-type EN10MB (Ethernet), snapshot length 262144 bytes',
    'tcpdump: listening on vnet0, link-type EN10MB (Ethernet), capture size 65535 bytes',
    'tcpdump: verbose output suppressed, use -v[v]... for full protocol decode',
    'tcpdump: vnet9: No such device exists',
    'tcpdump: pcap_loop: The interface disappeared',
    `${'9'.repeat(600)} packets captured`,
    '',
  ])('is a message: %s', (line) => {
    expect(readTcpdumpStatistics(line)).toBeNull();
  });
});
