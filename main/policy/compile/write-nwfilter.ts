import type { AddressSet, ConcreteRule, VmRules } from '../host-rules.ts';
import { type Cidr, maskOfBits, readCidr } from './cidr.ts';
import { type CompiledLine, plain } from './compiled-table.ts';
import { protocolsOf } from './rule-words.ts';
import { shortHash } from './short-hash.ts';

/** libvirt takes seconds for a hundred of these: what needs more is not sent to it. */
const MOST_RULES = 64;
const WORDS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp', 47: 'all', 50: 'esp', 132: 'sctp' };

/** A filter of libvirt for one VM, for hosts where nothing else is reachable: anti-spoofing and a few rules; and why it is not all, '' where it is. */
export function writeNwfilter(
  vm: VmRules,
  sets: readonly AddressSet[],
): { name: string; lines: CompiledLine[]; why: string } {
  const name = `mien-${shortHash(vm.uuid)}`;
  const known = new Map(sets.map((set) => [set.id, set.cidrs.flatMap((text) => readCidr(text) ?? [])]));
  const rules: CompiledLine[] = [];
  let why = '';
  let priority = 0;
  for (const rule of vm.rules) {
    const written = writeRule(rule, rule.peer.kind === 'set' ? (known.get(rule.peer.set) ?? []) : null, priority + 1);
    if (typeof written === 'string') {
      why ||= written;
      continue;
    }
    if (rules.length + written.length > MOST_RULES) {
      why = `libvirt takes seconds for a filter of more than ${MOST_RULES} rules.`;
      break;
    }
    priority++;
    rules.push(...written.map((text) => ({ text, rules: [rule.id] })));
  }
  const rest = (['in', 'out'] as const).map((direction) =>
    plain(
      `  <rule action='${vm.otherwise[direction] === 'accept' ? 'accept' : 'drop'}' direction='${direction}' priority='900'><all/></rule>`,
    ),
  );
  return {
    name,
    lines: [
      plain(`<filter name='${name}' chain='root'>`),
      plain(`  <filterref filter='no-mac-spoofing'/>`),
      plain(`  <filterref filter='no-arp-mac-spoofing'/>`),
      plain(`  <filterref filter='allow-dhcp'/>`),
      ...rules,
      ...rest,
      plain('</filter>'),
    ],
    why,
  };
}

/** @returns a sentence where libvirt cannot say it */
function writeRule(rule: ConcreteRule, peers: readonly Cidr[] | null, priority: number): string[] | string {
  const { verdict, direction } = rule;
  if (verdict.type !== 'accept' && verdict.type !== 'drop' && verdict.type !== 'reject')
    return `libvirt's filters can neither lead elsewhere, bound, count nor keep packets: a rule that does was left out.`;
  if (rule.peer.kind === 'set' && rule.peer.not)
    return 'libvirt cannot say "all but these addresses": a rule that does was left out.';
  const protocols = protocolsOf(rule);
  if (protocols === null) return [];
  const end = direction === 'out' ? 'dst' : 'src';
  const written: string[] = [];
  for (const peer of peers ?? [null]) {
    for (const protocol of protocols.length > 0 ? protocols : [null]) {
      const word = protocol === null ? 'all' : (WORDS[protocol] ?? (protocol === 58 ? 'icmpv6' : null));
      if (word === null) return 'libvirt has no word for a protocol: a rule was left out.';
      const six = peer?.family === 6;
      if (word.startsWith('icmp') && peer !== null && (word === 'icmpv6') !== six) continue;
      const element = six && word !== 'icmpv6' ? `${word}-ipv6` : word;
      const address =
        peer === null
          ? ''
          : ` ${end}ipaddr='${peer.base}' ${end}ipmask='${six ? peer.bits : maskOfBits(4, peer.bits)}'`;
      for (const ports of rule.ports.length > 0 ? rule.ports : [null]) {
        const span = ports === null ? '' : ` dstportstart='${ports.from}' dstportend='${ports.to}'`;
        written.push(
          `  <rule action='${verdict.type}' direction='${direction}' priority='${Math.min(899, priority)}'><${element}${address}${span}/></rule>`,
        );
      }
    }
  }
  return written;
}
