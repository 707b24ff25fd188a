import { type CompiledLine, plain } from './compiled-table.ts';
import { dropMark, hasMark, isUnsure, noteUnsure, setMark } from './marks.ts';

const chain = (name: string, lines: readonly string[]): CompiledLine[] =>
  [`\tchain ${name} {`, ...lines.map((line) => `\t\t${line}`), '\t}'].map(plain);

/** Chains of the bridge's table that are there whatever the rules are. */
export function bridgeChains(inet: boolean): CompiledLine[] {
  return [
    ...chain('m_drop', [`${hasMark('soft')} return`, 'counter drop']),
    ...(inet
      ? chain('m_reject', [
          `${hasMark('soft')} return`,
          `${hasMark('late')} counter drop`,
          setMark('reject'),
          'counter accept',
        ])
      : chain('m_way', [
          // Without connections that are followed only these say themselves whether they open or answer.
          `tcp flags syn / syn,ack ${setMark('original')}`,
          `tcp flags syn,ack / syn,ack ${setMark('reply')}`,
          `icmp type echo-request ${setMark('original')}`,
          `icmp type echo-reply ${setMark('reply')}`,
          `icmpv6 type echo-request ${setMark('original')}`,
          `icmpv6 type echo-reply ${setMark('reply')}`,
        ])),
    // Without these nobody has an address, nor finds one.
    ...chain('m_always_from', [
      'ether type arp accept',
      'icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld2-listener-report } accept',
      ...(inet ? [`${hasMark('related')} accept`] : []),
      'ip daddr 255.255.255.255 udp sport 68 udp dport 67 accept',
      'ip6 daddr ff02::1:2 udp sport 546 udp dport 547 accept',
    ]),
    ...chain('m_always_to', [
      'ether type arp accept',
      'icmpv6 type { mld-listener-query, mld-listener-report, mld-listener-done, nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld2-listener-report } accept',
      ...(inet ? [`${hasMark('related')} accept`] : []),
      'udp sport 67 udp dport 68 accept',
      'udp sport 547 udp dport 546 accept',
    ]),
  ];
}

/** Chains by which packets come to the chain of the VM they are from, and then to that of the VM they are for. */
export function baseChains(inet: boolean, taps: readonly { tap: string; tag: string }[]): CompiledLine[] {
  const way = inet ? [] : ['jump m_way'];
  const to = (kind: string): string[] =>
    taps.length === 0 ? [] : [`vmap { ${taps.map(({ tap, tag }) => `"${tap}" : jump ${kind}_${tag}`).join(', ')} }`];
  const base = (name: string, hook: string, priority: number, lines: readonly string[]): CompiledLine[] =>
    chain(name, [`type filter hook ${hook} priority ${priority}; policy accept;`, ...lines]);
  return [
    ...base('m_forward_from', 'forward', -210, [...way, ...to('f').map((map) => `iifname ${map}`)]),
    ...base(
      'm_forward_to',
      'forward',
      -205,
      to('t').map((map) => `oifname ${map}`),
    ),
    ...base('m_input_from', 'input', -210, [
      ...way,
      // To the host itself a lease may be renewed at its address.
      'udp sport 68 udp dport 67 accept',
      ...to('f').map((map) => `iifname ${map}`),
    ]),
    ...base('m_output_to', 'output', -205, [...way, setMark('late'), ...to('t').map((map) => `oifname ${map}`)]),
  ];
}

/** Chains of one VM: what is from it, what is for it. Where it cannot be told whether a packet answers, both are asked. */
export function vmChains(tag: string, names: Record<'oo' | 'or' | 'io' | 'ir', string>): CompiledLine[] {
  const both = '0x60000000';
  const dispatch = (always: string, reply: string, original: string): string[] => [
    `jump ${always}`,
    `meta mark & ${both} == 0x40000000 goto ${reply}`,
    `meta mark & ${both} == 0x20000000 goto ${original}`,
    setMark('soft'),
    `jump ${reply}`,
    dropMark('soft'),
    `goto ${original}`,
  ];
  return [
    ...chain(`f_${tag}`, dispatch('m_always_from', names.ir, names.oo)),
    ...chain(`t_${tag}`, dispatch('m_always_to', names.or, names.io)),
  ];
}

/** The table that follows connections, tells bridged packets by marks which way they go, refuses and leads elsewhere. */
export function inetChains(leads: readonly { mac: string; name: string }[]): CompiledLine[] {
  const reject = [
    `${hasMark('reject')} meta l4proto tcp counter reject with tcp reset`,
    `${hasMark('reject')} counter reject with icmpx admin-prohibited`,
  ];
  return [
    ...chain('m_mark', [
      `ct status dnat ${setMark('led')}`,
      `ct state related meta l4proto { icmp, ipv6-icmp } ${setMark('related')}`,
      // A connection that was there before it was followed may be known the wrong way round.
      `ct state new tcp flags != syn / syn,ack ${noteUnsure}`,
      `${isUnsure} return`,
      `ct direction reply ${setMark('reply')}`,
      `ct direction original ${setMark('original')}`,
    ]),
    ...chain('m_prerouting', ['type filter hook prerouting priority -90; policy accept;', 'jump m_mark']),
    ...chain('m_output', ['type filter hook output priority -90; policy accept;', 'jump m_mark']),
    ...chain('m_forward', ['type filter hook forward priority 0; policy accept;', ...reject]),
    ...chain('m_input', ['type filter hook input priority 0; policy accept;', ...reject]),
    ...(leads.length === 0
      ? []
      : chain('m_nat', [
          'type nat hook prerouting priority -100; policy accept;',
          `ether saddr vmap { ${leads.map(({ mac, name }) => `${mac} : goto ${name}`).join(', ')} }`,
        ])),
  ];
}
