import { canonicalCidr } from './canonical-cidr.ts';
import { readRate, readSize } from './measures.ts';
import { nearestWord } from './nearest-word.ts';
import type { PlacedAct, PolicyAct } from './policy.ts';
import type { PolicyReader } from './policy-reader.ts';
import { actKeys, ruleKeys } from './policy-shape.ts';
import type { KeyTable } from './value-shape.ts';
import { readCondition } from './read-condition.ts';
import type { SourceEntry, SourceNode } from './source-tree.ts';

type ActName = PolicyAct['type'];
const NAMES = Object.keys(actKeys) as ActName[];
const LONGEST_MESSAGE = 500;
/** `when` may stand beside an act as well as in it. */
const keysOfAct: KeyTable = { ...actKeys, ...(ruleKeys['when'] && { when: ruleKeys['when'] }) };

/** One act: a word, or a key with how and when; null where it cannot be told. */
export function readAct(reader: PolicyReader, node: SourceNode): PlacedAct | null {
  const line = reader.line(node.from);
  if (node.kind === 'scalar') {
    const name = reader.choice(node, NAMES, 'Act');
    if (name === null) return null;
    const act = makeAct(reader, node, name, new Map());
    return act === null ? null : { act, when: null, line };
  }
  if (node.kind === 'list') {
    reader.error(node, 'shape', 'An act is one word, or a key with how and when.');
    return null;
  }
  const entries = reader.entries(node, keysOfAct, 'An act');
  const named = NAMES.filter((name) => entries.has(name));
  const [name] = named;
  const entry = name === undefined ? undefined : entries.get(name);
  if (name === undefined || entry === undefined) {
    const [first] = node.entries;
    const meant = first === undefined ? null : nearestWord(first.key, NAMES);
    if (entries.size === node.entries.length)
      reader.error(node, 'missing-key', `An act says what is done: ${meant ?? NAMES.join(', ')}.`);
    return null;
  }
  if (named.length > 1)
    reader.error(node, 'contradicts', `An act does one thing: this one says ${named.join(' and ')}.`);
  const beside = entries.get('when');
  const { value } = entry;
  const isMap = value.kind === 'map';
  const fields = isMap ? reader.entries(value, fieldsOf(name), `An act to ${name}`) : new Map<string, SourceEntry>();
  const isEmpty = value.kind === 'scalar' && value.value === null;
  if (!isMap && !isEmpty && name !== 'notify')
    reader.error(value, 'shape', `“${name}” is written with keys, or by itself.`);
  const within = fields.get('when');
  if (beside !== undefined && within !== undefined)
    reader.error(beside.at, 'duplicate-key', '“when” stands here twice.');
  const when = within ?? beside;
  const act = makeAct(reader, value, name, fields);
  return act === null ? null : { act, when: when === undefined ? null : readCondition(reader, when.value), line };
}

function fieldsOf(name: ActName): KeyTable {
  const shape = actKeys[name]?.value;
  if (shape?.type === 'map') return shape.keys;
  const map = shape?.type === 'either' ? shape.of.find((each) => each.type === 'map') : undefined;
  return map?.type === 'map' ? map.keys : {};
}

function makeAct(
  reader: PolicyReader,
  node: SourceNode,
  name: ActName,
  fields: ReadonlyMap<string, SourceEntry>,
): PolicyAct | null {
  if (name === 'dns-only') {
    const entry = fields.get('resolvers');
    const resolvers = entry === undefined ? [] : reader.some(entry.value, (item) => readResolver(reader, item), 16);
    return resolvers === null ? null : { type: 'dns-only', resolvers };
  }
  if (name === 'notify') {
    const message =
      node.kind === 'map'
        ? fields.get('message')?.value
        : node.kind === 'scalar' && node.value === null
          ? undefined
          : node;
    if (message?.kind === 'scalar' && message.text === 'notify') return { type: 'notify', message: '' };
    const text = message === undefined ? '' : reader.text(message, 'A message');
    return text === null ? null : { type: 'notify', message: text.slice(0, LONGEST_MESSAGE) };
  }
  if (name !== 'resources') return { type: name };
  const { cpu, memory, disk, bandwidth } = Object.fromEntries(fields);
  if (!cpu && !memory && !disk && !bandwidth) {
    reader.error(node, 'missing-key', 'Resources name at least one of cpu, memory, disk and bandwidth.');
    return null;
  }
  const rate = bandwidth ? reader.measure(bandwidth.value, readRate, 'Rate', '10 Mbit/s') : null;
  const bytes = memory ? reader.measure(memory.value, readSize, 'Size', '256 MiB') : null;
  if (memory && bytes !== null && bytes < 2 ** 20) reader.error(memory.value, 'form', 'Memory is at least 1 MiB.');
  if (bandwidth && rate !== null && rate < 1000)
    reader.error(bandwidth.value, 'form', 'Bandwidth is at least 8 kbit/s.');
  return {
    type: 'resources',
    cpu: cpu ? reader.number(cpu.value, 'CPU', 0.01, 1024) : null,
    memory: bytes === null ? null : Math.round(bytes),
    diskIops: disk ? reader.number(disk.value, 'Disk', 1, 1e9, true) : null,
    bandwidth: rate === null ? null : Math.round(rate),
  };
}

function readResolver(reader: PolicyReader, node: SourceNode): string | null {
  const cidr = reader.measure(node, canonicalCidr, 'Address', '10.0.0.2');
  return cidr === null ? null : cidr.replace(/\/(32|128)$/, '');
}
