import { canonicalCidr } from './canonical-cidr.ts';
import { readDuration, readRate, readSize } from './measures.ts';
import type { PolicyRule, PortMatch, RuleEffect } from './policy.ts';
import type { PolicyReader } from './policy-reader.ts';
import { EFFECTS, ruleKeys } from './policy-shape.ts';
import { readCondition } from './read-condition.ts';
import { readPorts } from './read-ports.ts';
import { readPeer } from './read-selector.ts';
import { SERVICES } from './services.ts';
import type { SourceEntry, SourceNode } from './source-tree.ts';

const DIRECTIONS = { inbound: 'in', outbound: 'out', both: 'both' } as const;
const PROTOCOLS: PolicyRule['protocols'] = ['tcp', 'udp', 'icmp', 'sctp', 'gre', 'esp'];
/** Which key names the other end, by direction. */
const PEERS = { in: 'from', out: 'to', both: 'with' } as const;
/** Keys that belong to one effect alone. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  redirect: ['via'],
  limit: ['rate'],
  quota: ['bytes', 'window'],
};

/** One rule; null where it cannot be told what it is. */
export function readRule(reader: PolicyReader, node: SourceNode): PolicyRule | null {
  const entries = reader.entries(node, ruleKeys, 'A rule');
  const named = EFFECTS.filter((effect) => entries.has(effect));
  const [effect] = named;
  const first = effect === undefined ? undefined : entries.get(effect);
  if (effect === undefined || first === undefined) {
    if (node.kind === 'map')
      reader.error(
        node,
        'missing-key',
        'A rule begins with what it does: allow, deny, reject, redirect, limit, quota or capture.',
      );
    return null;
  }
  if (named.length > 1)
    reader.error(node, 'contradicts', `A rule does one thing: this one says ${named.join(' and ')}.`);
  const word = reader.choice(first.value, ['inbound', 'outbound', 'both'] as const, 'Direction');
  if (word === null) return null;
  const direction = DIRECTIONS[word];
  for (const [of, keys] of Object.entries(OWN)) {
    for (const key of keys) {
      const entry = entries.get(key);
      if (entry !== undefined && of !== effect)
        reader.error(entry.at, 'misplaced-key', `“${key}” belongs to ${of}, not to ${effect}.`);
    }
  }
  const does = readEffect(reader, node, effect, entries);
  if (does === null) return null;
  const { ports, protocols, services } = readTraffic(reader, entries);
  const when = entries.get('when');
  return {
    effect: does,
    direction,
    peer: readOtherEnd(reader, direction, word, entries),
    ports,
    protocols,
    services,
    when: when === undefined ? null : readCondition(reader, when.value),
    line: reader.line(node.from),
  };
}

function readOtherEnd(
  reader: PolicyReader,
  direction: PolicyRule['direction'],
  word: string,
  entries: ReadonlyMap<string, SourceEntry>,
): PolicyRule['peer'] {
  const wanted = PEERS[direction];
  for (const key of Object.values(PEERS)) {
    const entry = entries.get(key);
    if (entry !== undefined && key !== wanted)
      reader.error(entry.at, 'misplaced-key', `The other end of ${word} rules stands after “${wanted}”.`, wanted);
  }
  const entry = entries.get(wanted);
  return entry === undefined ? {} : readPeer(reader, entry.value);
}

function readEffect(
  reader: PolicyReader,
  node: SourceNode,
  effect: (typeof EFFECTS)[number],
  entries: ReadonlyMap<string, SourceEntry>,
): RuleEffect | null {
  const need = (key: string): SourceNode | null => {
    const entry = entries.get(key);
    if (entry === undefined) reader.error(node, 'missing-key', `A ${effect} rule needs “${key}”.`);
    return entry?.value ?? null;
  };
  switch (effect) {
    case 'allow':
    case 'capture':
      return { type: effect };
    case 'deny':
      return { type: 'deny', reject: false };
    case 'reject':
      return { type: 'deny', reject: true };
    case 'redirect': {
      const via = need('via');
      const led = via && reader.measure(via, readVia, 'Address', '10.0.0.9:3128 or [2001:db8::1]:3128');
      return led && { type: 'redirect', ...led };
    }
    case 'limit': {
      const rate = need('rate');
      const bytes = rate && reader.measure(rate, readRate, 'Rate', '10 Mbit/s');
      if (rate && bytes !== null && bytes < 1) reader.error(rate, 'form', 'A rate is at least 8 bit/s.');
      return bytes === null ? null : { type: 'limit', rate: Math.round(bytes) };
    }
    case 'quota': {
      const [size, window] = [need('bytes'), need('window')];
      const bytes = size && reader.measure(size, readSize, 'Size', '50 MB');
      const span = window && reader.measure(window, readDuration, 'Time', '10 min');
      if (window && span !== null && (span < 1000 || span > 31 * 86_400_000))
        reader.error(window, 'form', 'A window lasts from 1 s to 31 d.');
      return bytes === null || span === null ? null : { type: 'quota', bytes: Math.round(bytes), window: span };
    }
  }
}

function readTraffic(
  reader: PolicyReader,
  entries: ReadonlyMap<string, SourceEntry>,
): Pick<PolicyRule, 'ports' | 'protocols' | 'services'> {
  const { service, ports: written, protocol } = Object.fromEntries(entries);
  const services =
    (service && reader.some(service.value, (item) => reader.choice(item, Object.keys(SERVICES), 'Service'))) ?? [];
  const known = services.map((name) => SERVICES[name]).filter((each) => each !== undefined);
  const numbers = (written && reader.some(written.value, (item) => readPorts(reader, item))) ?? [];
  const protocols =
    (protocol && reader.some(protocol.value, (item) => reader.choice(item, PROTOCOLS, 'Protocol'))) ?? [];
  let ports: PortMatch[] = [...known.flatMap((each) => each.ports), ...numbers];
  if (protocol && ports.length > 0) {
    const [only, ...more] = protocols;
    if (more.length === 0 && (only === 'tcp' || only === 'udp'))
      ports = ports
        .filter(({ transport }) => transport === 'any' || transport === only)
        .map((each) => ({ ...each, transport: only }));
    else if (protocols.some((each) => each !== 'tcp' && each !== 'udp'))
      reader.error(protocol.at, 'contradicts', 'Ports are of TCP and UDP: make a rule of its own for other protocols.');
    if (ports.length === 0) reader.error(protocol.at, 'contradicts', 'None of these ports is of this protocol.');
  }
  const others = known.flatMap((each) => [...each.protocols]);
  // What has ports and what has none cannot be one rule of packets: ports say TCP or UDP by themselves.
  if (others.length > 0 && ports.length > 0 && service)
    reader.error(service.at, 'contradicts', 'Ping has no ports: make a rule of its own for it.');
  return { ports, protocols: ports.length > 0 ? [] : [...new Set([...protocols, ...others])], services };
}

function readVia(text: string): { address: string; port: number | null } | null {
  const written = text.trim();
  const match = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/i.exec(written) ?? /^([0-9.]+)(?::(\d{1,5}))?$/.exec(written);
  const cidr = canonicalCidr(match?.[1] ?? written);
  const port = match?.[2] === undefined ? null : Number(match[2]);
  if (cidr === null || !/\/(32|128)$/.test(cidr) || (port !== null && (port < 1 || port > 65_535))) return null;
  return { address: cidr.slice(0, cidr.lastIndexOf('/')), port };
}
