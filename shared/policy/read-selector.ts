import { canonicalCidr } from './canonical-cidr.ts';
import { readComparison } from './measures.ts';
import { nearestWord } from './nearest-word.ts';
import type { PeerSelector, PersonaMatch, Sensitivity, VmSelector } from './policy.ts';
import type { PolicyReader } from './policy-reader.ts';
import { peerKeys, selectorKeys, ZONES } from './selector-shape.ts';
import type { SourceEntry, SourceNode } from './source-tree.ts';

const SENSITIVITIES: readonly Sensitivity[] = ['public', 'internal', 'confidential', 'restricted'];
const NAME = /^(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

/** Which VMs: what stands under `applies`. */
export function readSelector(reader: PolicyReader, node: SourceNode): VmSelector {
  return readFields(reader, reader.entries(node, selectorKeys, 'A choice of VMs'));
}

/** Who is at the other end: a zone by itself, or keys. */
export function readPeer(reader: PolicyReader, node: SourceNode): PeerSelector {
  if (node.kind === 'scalar') {
    const zone = readZone(reader, node);
    return zone ? { zone } : {};
  }
  const bare = node.kind === 'map' ? node.entries.filter(({ key, value }) => isBare(key, value)) : [];
  const [first] = bare;
  if (first === undefined || node.kind !== 'map')
    return readPeerFields(reader, reader.entries(node, peerKeys, 'A destination'));
  // `{ outside }` is short for `{ zone: outside }`.
  const meant = ZONES.includes(first.key) ? first.key : nearestWord(first.key, [...ZONES, ...Object.keys(peerKeys)]);
  if (meant !== first.key || bare.length > 1)
    reader.error(
      first.at,
      'unknown-word',
      `No destination is called “${first.key.slice(0, 60)}”.${meant === null ? '' : ` Did you mean ${meant}?`}`,
      meant,
    );
  const others = { ...node, entries: node.entries.filter((entry) => !bare.includes(entry)) };
  const peer = readPeerFields(reader, reader.entries(others, peerKeys, 'A destination'));
  if (peer.zone !== undefined) reader.error(first.at, 'duplicate-key', 'A zone stands here twice.');
  return { ...peer, zone: first.key as NonNullable<PeerSelector['zone']> };
}

function isBare(key: string, { kind, from, to }: SourceNode): boolean {
  return kind === 'scalar' && from === to && !Object.hasOwn(peerKeys, key);
}

function readPeerFields(reader: PolicyReader, entries: ReadonlyMap<string, SourceEntry>): PeerSelector {
  const peer: PeerSelector = readFields(reader, entries);
  const { address, name, reputation, category, zone } = Object.fromEntries(entries);
  const addresses = address && reader.some(address.value, (item) => readAddress(reader, item));
  if (addresses) peer.address = addresses;
  const names = name && reader.some(name.value, (item) => readName(reader, item));
  if (names) peer.name = names;
  const comparison = reputation && reader.measure(reputation.value, readComparison, 'Comparison', '"< 0.3"');
  if (comparison) peer.reputation = comparison;
  const categories = category && reader.some(category.value, (item) => reader.text(item, 'A category'));
  if (categories) peer.category = categories.map((each) => each.toLowerCase());
  const where = zone && readZone(reader, zone.value);
  if (where) peer.zone = where;
  return peer;
}

function readFields(reader: PolicyReader, entries: ReadonlyMap<string, SourceEntry>): VmSelector {
  const selector: VmSelector = {};
  const { sensitivity, persona } = Object.fromEntries(entries);
  for (const [key, what] of [
    ['vm', 'A name of a VM'],
    ['host', 'A host'],
    ['role', 'A role'],
    ['tag', 'A tag'],
  ] as const) {
    const entry = entries.get(key);
    const values = entry && reader.some(entry.value, (item) => reader.text(item, what));
    if (values) selector[key] = values;
  }
  const sensitivities =
    sensitivity && reader.some(sensitivity.value, (item) => reader.choice(item, SENSITIVITIES, 'Sensitivity'));
  if (sensitivities) selector.sensitivity = sensitivities;
  const personas = persona && reader.some(persona.value, (item) => readPersona(reader, item));
  if (personas) selector.persona = personas;
  return selector;
}

function readPersona(reader: PolicyReader, node: SourceNode): PersonaMatch | null {
  if (node.kind === 'scalar') {
    const label = reader.text(node, 'A persona');
    return label === null ? null : { label, atLeast: 0.5 };
  }
  const persona = selectorKeys['persona']?.value;
  const [single] = persona?.type === 'either' ? persona.of : [];
  const map = single?.type === 'either' ? single.of.find((shape) => shape.type === 'map') : undefined;
  const entries = reader.entries(node, map?.type === 'map' ? map.keys : {}, 'A persona');
  const label = entries.get('label');
  const atLeast = entries.get('atLeast');
  if (label === undefined) {
    if (node.kind === 'map') reader.error(node, 'missing-key', 'A persona needs its label.');
    return null;
  }
  const name = reader.text(label.value, 'A label');
  const least = atLeast === undefined ? 0.5 : reader.number(atLeast.value, 'A probability', 0, 1);
  return name === null || least === null ? null : { label: name, atLeast: least };
}

function readZone(reader: PolicyReader, node: SourceNode): PeerSelector['zone'] | null {
  const zone = reader.choice(node, ZONES, 'Destination');
  return zone === null ? null : (zone as PeerSelector['zone']);
}

function readAddress(reader: PolicyReader, node: SourceNode): string | null {
  return reader.measure(node, canonicalCidr, 'Address or network', '10.0.0.0/8 or 2001:db8::1');
}

function readName(reader: PolicyReader, node: SourceNode): string | null {
  const name = reader.text(node, 'A name');
  if (name === null) return null;
  if (name.length <= 253 && NAME.test(name)) return name.toLowerCase();
  reader.error(node, 'form', 'This is no DNS name: write it like example.org, or *.example.org for all under it.');
  return null;
}
