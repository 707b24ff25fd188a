import { buildPcap, PcapngBlocks, spaced } from '../testing/build-captures.ts';
import { arp, ethernet, geneve, gre, icmp, ipv4, ipv6, TCP, tcp, udp, vlan, vxlan } from '../testing/build-frames.ts';
import type { Conversation } from './conversations.ts';
import { CONVERSATIONS } from './conversations.ts';

const A = '10.0.0.1';
const B = '10.0.0.2';
const SMALL = ipv4(A, B, 17, udp(4000, 53, 'x'));

/** @returns the frames of a conversation, handshake and all */
export function framesOf(conversation: Conversation): Buffer[] {
  const { transport, port, messages } = conversation;
  const sequences = { '>': 1000, '<': 5000 };
  const wrap = (side: '>' | '<', protocol: number, body: Buffer): Buffer =>
    ethernet(0x0800, side === '>' ? ipv4(A, B, protocol, body) : ipv4(B, A, protocol, body));
  const segment = (side: '>' | '<', flags: number, payload: Buffer): Buffer => {
    const [sport, dport] = side === '>' ? [40_000, port] : [port, 40_000];
    const body = tcp(sport, dport, flags, sequences[side], sequences[side === '>' ? '<' : '>'], payload);
    sequences[side] += payload.length + ((flags & (TCP.syn | TCP.fin)) !== 0 ? 1 : 0);
    return wrap(side, 6, body);
  };
  if (transport === 'udp') {
    return messages.map(([side, message]) =>
      wrap(side, 17, side === '>' ? udp(40_000, port, message) : udp(port, 40_000, message)),
    );
  }
  const none = Buffer.alloc(0);
  const frames = [segment('>', TCP.syn, none), segment('<', TCP.syn | TCP.ack, none)];
  for (const [side, message] of messages) frames.push(segment(side, TCP.ack | TCP.push, message));
  return [...frames, segment('>', TCP.fin | TCP.ack, none), segment('<', TCP.fin | TCP.ack, none)];
}

/** Frames by link type: every layer the decoder knows at least once. */
export const FRAMES: readonly { linkType: number; frame: Buffer }[] = [
  ...[
    ethernet(0x0800, SMALL),
    ethernet(0x86dd, ipv6('fd00::1', 'fd00::2', 17, udp(1, 2, 'y'))),
    ethernet(
      0x86dd,
      ipv6(
        'fd00::1',
        'fd00::2',
        0,
        Buffer.concat([
          Buffer.from('3c00050200000000', 'hex'),
          Buffer.from('2c00050200000000', 'hex'),
          Buffer.from('1100000100000007', 'hex'),
          udp(1, 2, 'z'),
        ]),
      ),
    ),
    ethernet(
      0x86dd,
      ipv6('fe80::1', 'ff02::1', 58, icmp(135, 0, 0, 0, Buffer.from(`fe80${'0'.repeat(28)}0101525400000001`, 'hex'))),
    ),
    ethernet(0x8100, vlan(7, 0x88a8, vlan(8, 0x0800, SMALL))),
    ethernet(0x0806, arp(1, A, B)),
    ethernet(0x0800, ipv4(A, B, 1, icmp(8, 0, 1, 2, Buffer.concat([Buffer.alloc(16), SMALL])))),
    ethernet(0x0800, ipv4(A, B, 1, icmp(3, 3, 0, 0, SMALL))),
    ethernet(
      0x0800,
      ipv4(
        A,
        B,
        6,
        Buffer.concat([
          tcp(1, 2, TCP.syn, 1, 0).fill(0x80, 12, 13),
          Buffer.from('020405b40402080a0000000100000000', 'hex'),
        ]),
      ),
    ),
    ethernet(0x0800, ipv4(A, B, 132, Buffer.from(`0001000200000000000000000100001400000001${'00'.repeat(12)}`, 'hex'))),
    ethernet(0x0800, ipv4(A, B, 17, udp(9, 4789, vxlan(5, ethernet(0x0800, SMALL))))),
    ethernet(0x0800, ipv4(A, B, 17, udp(9, 6081, geneve(5, ethernet(0x0800, SMALL))))),
    ethernet(0x0800, ipv4(A, B, 17, udp(9, 3544, ipv6('2001::1', '2001::2', 59, Buffer.alloc(0))))),
    ethernet(
      0x0800,
      ipv4(
        A,
        B,
        17,
        udp(
          9,
          2152,
          Buffer.concat([Buffer.from('34ff00250000000100000085', 'hex'), Buffer.from('01000000', 'hex'), SMALL]),
        ),
      ),
    ),
    ethernet(0x0800, ipv4(A, B, 47, gre(0x0800, SMALL))),
    ethernet(
      0x0800,
      ipv4(
        A,
        B,
        47,
        Buffer.concat([Buffer.from('3000880b0000000100000002', 'hex'), Buffer.from('ff030021', 'hex'), SMALL]),
      ),
    ),
    ethernet(0x0800, ipv4(A, B, 47, gre(0x88be, ethernet(0x0800, SMALL)))),
    ethernet(
      0x0800,
      ipv4(
        A,
        B,
        47,
        gre(0x22eb, Buffer.concat([Buffer.from('200700000000000000000000', 'hex'), ethernet(0x0800, SMALL)])),
      ),
    ),
    ethernet(0x0800, ipv4(A, B, 4, SMALL)),
    ethernet(
      0x0800,
      ipv4(
        A,
        B,
        51,
        Buffer.concat([Buffer.from('110400000000000100000001000000000000000000000000', 'hex'), udp(1, 2, 'a')]),
      ),
    ),
    ethernet(0x0800, ipv4(A, B, 17, udp(1, 2, 'f'.repeat(16)), { id: 5, fragment: 0x2000 })),
    ethernet(0x0800, ipv4(A, B, 17, Buffer.alloc(16), { id: 5, fragment: 3 })),
    ethernet(0x8847, Buffer.concat([Buffer.from('0001004000020140', 'hex'), SMALL])),
    ethernet(0x8864, Buffer.concat([Buffer.from('1100000100200021', 'hex'), SMALL])),
    ethernet(0x0026, Buffer.concat([Buffer.from('aaaa030000000800', 'hex'), SMALL])),
  ].map((frame) => ({ linkType: 1, frame })),
  { linkType: 0, frame: Buffer.concat([Buffer.from('02000000', 'hex'), SMALL]) },
  { linkType: 9, frame: Buffer.concat([Buffer.from('ff030021', 'hex'), SMALL]) },
  { linkType: 101, frame: SMALL },
  { linkType: 113, frame: Buffer.concat([Buffer.from('00000001000652540000000100000800', 'hex'), SMALL]) },
  {
    linkType: 127,
    frame: Buffer.concat([
      Buffer.from('0000080000000000', 'hex'),
      Buffer.from(`8802${'00'.repeat(24)}`, 'hex'),
      Buffer.from('aaaa030000000800', 'hex'),
      SMALL,
    ]),
  },
  { linkType: 192, frame: Buffer.concat([Buffer.from('0000080001000000', 'hex'), ethernet(0x0800, SMALL)]) },
  {
    linkType: 239,
    frame: Buffer.concat([Buffer.from('02000000', 'hex'), Buffer.from('080003000000000021000900', 'hex'), SMALL]),
  },
  { linkType: 276, frame: Buffer.concat([Buffer.from('0800000000000001000100065254000000010000', 'hex'), SMALL]) },
];

/** Whole files: pcap in every variant. */
export const PCAP_FILES: readonly Buffer[] = [
  buildPcap(spaced(FRAMES.slice(0, 8).map((one) => one.frame))),
  buildPcap(spaced(FRAMES.slice(8, 16).map((one) => one.frame)), { bigEndian: true, nanoseconds: true }),
  buildPcap(spaced(FRAMES.slice(16, 24).map((one) => one.frame)), { isModified: true }),
  ...FRAMES.filter((one) => one.linkType !== 1).map(({ linkType, frame }) =>
    buildPcap(spaced([frame, frame]), { linkType }),
  ),
  ...CONVERSATIONS.map((conversation) => buildPcap(spaced(framesOf(conversation)))),
];

function buildSections(): Buffer {
  const oldHead = Buffer.alloc(20);
  oldHead.writeUInt32LE(FRAMES[3]!.frame.length, 12);
  oldHead.writeUInt32LE(FRAMES[3]!.frame.length, 16);
  const cooked = FRAMES.find((one) => one.linkType === 113)!.frame;
  const first = new PcapngBlocks().section().interface(1).interface(113, 9);
  first.packet(FRAMES[0]!.frame, 1_700_000_000_000_000n, 0, 'a comment').packet(cooked, 1_700_000_000_000_000_000n, 1);
  first.simplePacket(FRAMES[2]!.frame).block(5, Buffer.alloc(12), first.option(5, Buffer.alloc(8, 1)), Buffer.alloc(4));
  first
    .block(4, Buffer.alloc(8))
    .block(10, Buffer.alloc(20))
    .block(0xbad, Buffer.alloc(8))
    .block(2, oldHead, FRAMES[3]!.frame);
  const second = new PcapngBlocks(true)
    .section()
    .interface(101, 0x8a)
    .packet(SMALL, 1_700_000_000n * 1024n);
  return Buffer.concat([first.build(), second.build()]);
}

/** Whole files: pcapng with every block type. */
export const PCAPNG_FILES: readonly Buffer[] = [
  buildSections(),
  new PcapngBlocks().section().build(),
  ...CONVERSATIONS.map((conversation) => {
    const blocks = new PcapngBlocks().section().interface(1);
    framesOf(conversation).forEach((frame, index) => blocks.packet(frame, 1_700_000_000_000_000n + BigInt(index)));
    return blocks.build();
  }),
];
