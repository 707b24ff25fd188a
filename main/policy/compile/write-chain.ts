import type { ConcreteRule, VmRules } from '../host-rules.ts';
import { readCidr } from './cidr.ts';
import { type CompiledLine, plain } from './compiled-table.ts';
import { writeKey } from './exact-elements.ts';
import type { RuleGroup, RuleMap } from './group-rules.ts';
import { hasMark } from './marks.ts';
import { isFromVm, nameOfProtocol, peerEnd, type Place, writeService } from './rule-words.ts';
import type { WrittenSet } from './write-sets.ts';

const RULE_ID = /^[a-z0-9_]{1,40}$/;

/** Group of the kernel's packet log that captured packets are sent to. */
export const captureGroup = 6436;

/** What chains are written with. */
export interface ChainContext {
  /** Whether the host follows connections: refusing and leading elsewhere need that. */
  inet: boolean;
  set(id: string): WrittenSet | null;
  /** Keeps a set of keys and tells its name: equal ones are one. */
  elements(type: string, elements: readonly { text: string; rule: string }[]): string;
  /** Name of an object that counts for this VM alone: a limit's, or a set of what was sent. */
  counting(rule: ConcreteRule, lines: (name: string) => string[]): string;
  remark(text: string): void;
}

/** Where packets go that are not let through. They come back where they are asked about twice. */
const DROP = 'goto m_drop';

/** Rules of a VM in one place, as lines of a chain. The first that decides ends it. @param groups rules of the place's direction */
export function writeChain(
  vm: VmRules,
  groups: readonly RuleGroup[],
  place: Place,
  context: ChainContext,
): CompiledLine[] {
  const lines: CompiledLine[] = [];
  for (const group of groups) {
    if (group.kind === 'map') lines.push(...writeMap(group, place, context));
    else lines.push(...writeRule(group.rule, place, context));
  }
  lines.push(plain(`counter ${vm.otherwise[place.direction] === 'accept' ? 'accept' : DROP}`));
  return lines;
}

/** One set of what is let through and one of what is not: no key is in both, so it does not matter which is asked first. */
function writeMap({ type, members }: RuleMap, place: Place, context: ChainContext): CompiledLine[] {
  const [first] = members;
  if (members.length === 1 && first?.exact.elements.length === 1) return writeRule(first.rule, place, context);
  const known = new Set<string>();
  const keyed = { accept: [], drop: [] } as Record<'accept' | 'drop', { text: string; rule: string }[]>;
  for (const { rule, exact } of members) {
    const list = keyed[rule.verdict.type === 'accept' ? 'accept' : 'drop'];
    for (const text of exact.elements) {
      // Of two rules for the same, the first decides.
      if (known.has(text)) continue;
      known.add(text);
      list.push({ text, rule: rule.id });
    }
  }
  return (['accept', 'drop'] as const)
    .filter((verdict) => keyed[verdict].length > 0)
    .map((verdict) => ({
      text: `${writeKey(type, place)} @${context.elements(type, keyed[verdict])} counter ${verdict === 'accept' ? 'accept' : DROP}`,
      rules: members
        .filter(({ rule }) => (rule.verdict.type === 'accept') === (verdict === 'accept'))
        .map(({ rule }) => rule.id),
    }));
}

function writeRule(rule: ConcreteRule, place: Place, context: ChainContext): CompiledLine[] {
  if (!RULE_ID.test(rule.id)) throw new Error(`"${rule.id.slice(0, 50)}" is no id of a rule.`);
  const service = writeService(rule, place);
  const statements = service === null ? [] : writeStatements(rule, place, context);
  if (service === null || statements.length === 0) return [];
  const { before, matches } = writePeer(rule, place, context);
  const only = familyOf(rule);
  return [
    ...before,
    ...matches
      .filter((match) => only === null || !match.startsWith(only === 'ip' ? 'ip6 ' : 'ip '))
      .flatMap((match) => {
        const family = only !== null && !match.startsWith(`${only} `) ? `ether type ${only}` : '';
        const words = [family, match, service].filter((word) => word !== '');
        return statements.map(({ instead, text }) => [...(instead ?? words), text].join(' '));
      }),
  ]
    .filter((text, index, all) => all.indexOf(text) === index)
    .map((text) => ({ text: `${text}${before.includes(text) ? '' : ` comment "${rule.id}"`}`, rules: [rule.id] }));
}

/** A connection that is led elsewhere stays in its family. */
function familyOf({ verdict }: ConcreteRule): 'ip' | 'ip6' | null {
  return verdict.type === 'redirect' ? (verdict.address.includes(':') ? 'ip6' : 'ip') : null;
}

function writePeer(rule: ConcreteRule, place: Place, context: ChainContext): { before: string[]; matches: string[] } {
  if (rule.peer.kind === 'any') return { before: [], matches: [''] };
  const set = context.set(rule.peer.set);
  if (set === null) throw new Error(`Rule ${rule.id} speaks of set ${rule.peer.set}, which there is not.`);
  return rule.peer.not ? set.without(peerEnd(place)) : { before: [], matches: set.within(peerEnd(place)) };
}

/** What is done with a packet that matches; `instead` matches something else than the rule does. */
function writeStatements(
  rule: ConcreteRule,
  place: Place,
  context: ChainContext,
): { instead?: string[]; text: string }[] {
  const { verdict } = rule;
  switch (verdict.type) {
    case 'accept':
      return [{ text: 'counter accept' }];
    case 'drop':
      return [{ text: `counter ${DROP}` }];
    case 'reject':
      if (!context.inet) context.remark('This host drops what it should refuse: it follows no connections.');
      return [{ text: `counter ${context.inet ? 'goto m_reject' : DROP}` }];
    case 'capture':
      return [{ text: `log prefix "${rule.id}" group ${captureGroup} counter` }];
    case 'limit': {
      const name = context.counting(rule, (name) => writeLimit(name, verdict.rate));
      return [{ text: `limit name "${name}" counter ${DROP}` }];
    }
    case 'quota': {
      // What goes out counts: what was not sent needs no answer.
      if (!isFromVm(place)) return [];
      const name = context.counting(rule, (name) => writeSent(name, verdict.window));
      return [
        { text: `add @${name} { iifname quota over ${Math.max(1, Math.round(verdict.bytes))} bytes } counter ${DROP}` },
      ];
    }
    case 'redirect': {
      if (!context.inet) {
        context.remark('This host drops what it should lead elsewhere: it follows no connections.');
        return [{ text: `counter ${DROP}` }];
      }
      if (place.direction === 'in') return [{ text: `counter ${DROP}` }];
      // What was led there is let through, what should have been and was not is none of ours. Answers still bear the address they were led to
      // where the bridge passes them on, and that which was called where the host does.
      return [
        { instead: [hasMark('led'), ...writeLed(rule, verdict, place)], text: 'counter accept' },
        ...(place.reply ? [{ text: `${hasMark('led')} counter accept` }] : []),
        { text: `counter ${DROP}` },
      ];
    }
  }
}

function writeLed(rule: ConcreteRule, verdict: { address: string; port: number | null }, place: Place): string[] {
  const address = readCidr(verdict.address);
  if (address === null) throw new Error(`"${verdict.address.slice(0, 50)}" is no address.`);
  const words = [`${address.family === 4 ? 'ip' : 'ip6'} ${peerEnd(place)} ${address.base}`];
  const ports = verdict.port === null ? rule.ports : [{ from: verdict.port, to: verdict.port }];
  const service = writeService({ protocols: rule.protocols, ports }, place);
  return service === null || service === '' ? words : [...words, service];
}

/** The chain of the translating kind that leads a VM's connections elsewhere; null where none are. */
export function writeLeading(vm: VmRules, context: ChainContext): CompiledLine[] | null {
  const place: Place = { direction: 'out', reply: false };
  const rules = vm.rules.filter(({ direction }) => direction === 'out');
  const last = rules.findLastIndex(({ verdict }) => verdict.type === 'redirect');
  if (last < 0) return null;
  return rules.slice(0, last + 1).flatMap((rule) => {
    const { verdict } = rule;
    if (verdict.type === 'capture' || verdict.type === 'limit' || verdict.type === 'quota') return [];
    let text = 'accept';
    if (verdict.type === 'redirect') {
      const address = readCidr(verdict.address);
      if (address === null) return [];
      const host = address.family === 6 && verdict.port !== null ? `[${address.base}]` : address.base;
      text = `counter dnat ${address.family === 4 ? 'ip' : 'ip6'} to ${host}${verdict.port === null ? '' : `:${verdict.port}`}`;
    }
    const ported = verdict.type === 'redirect' && verdict.port !== null && rule.ports.length === 0;
    const service = ported
      ? `meta l4proto { ${(rule.protocols.length > 0 ? rule.protocols : [6, 17]).map(nameOfProtocol).join(', ')} }`
      : writeService(rule, place);
    if (service === null) return [];
    const { before, matches } = writePeer(rule, place, context);
    const only = familyOf(rule);
    return [
      ...before.map((words) => ({ text: words, rules: [rule.id] })),
      ...matches
        .filter((match) => only === null || !match.startsWith(only === 'ip' ? 'ip6 ' : 'ip '))
        .map((match) => {
          const family =
            only !== null && !match.startsWith(`${only} `) ? `meta nfproto ${only === 'ip' ? 'ipv4' : 'ipv6'}` : '';
          const words = [family, match, service, text].filter((word) => word !== '');
          return { text: `${words.join(' ')} comment "${rule.id}"`, rules: [rule.id] };
        }),
    ];
  });
}

function writeLimit(name: string, rate: number): string[] {
  const bytes = Math.max(1, Math.min(0xffff_ffff, Math.round(rate)));
  // Less than one large frame would let nothing through.
  const burst = Math.min(0x7fff_ffff, Math.max(65_536, Math.round(bytes / 10)));
  return [`\tlimit ${name} {`, `\t\trate over ${bytes} bytes/second burst ${burst} bytes`, '\t}'];
}

function writeSent(name: string, window: number): string[] {
  return [
    `\tset ${name} {`,
    '\t\ttype ifname',
    '\t\tsize 65535',
    '\t\tflags dynamic,timeout',
    `\t\ttimeout ${Math.max(1, Math.round(window / 1000))}s`,
    '\t}',
  ];
}
