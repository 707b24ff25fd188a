import { readComparison, readDuration } from './measures.ts';
import { type Automation, type Finding, type Invariant, type Policy, TIERS } from './policy.ts';
import { parseInvariant } from './parse-invariant.ts';
import { PolicyReader } from './policy-reader.ts';
import { policyKeys } from './policy-shape.ts';
import type { KeyTable, ValueShape } from './value-shape.ts';
import { readAct } from './read-act.ts';
import { readCondition } from './read-condition.ts';
import { readRule } from './read-rule.ts';
import { readSelector } from './read-selector.ts';
import { readSourceTree, type SourceEntry, type SourceNode } from './source-tree.ts';

const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const AUTOMATIONS: readonly Automation[] = ['observe', 'suggest', 'enforce'];
const LONGEST_LIFE = 30 * 86_400_000;

/**
 * Reads a policy's text. What is wrong is told, and a rule, act or other part with an error is left out, so that the rest can be judged: a
 * broken choice of VMs chooses none, a broken condition never holds. Only a text without errors is to be enforced.
 * @returns no policy where the text is none at all; a name that is missing reads `unnamed`; `leftOut` are lines of parts that were left out
 */
export function parsePolicy(text: string): { policy: Policy | null; findings: Finding[]; leftOut: number[] } {
  const { root, problems } = readSourceTree(text);
  const reader = new PolicyReader(text, problems);
  const done = (policy: Policy | null): ReturnType<typeof parsePolicy> => ({
    policy,
    findings: reader.findings(),
    leftOut: [...new Set(reader.leftOut)].sort((one, other) => one - other),
  });
  if (root === null || root.kind !== 'map') {
    if (problems.length === 0)
      reader.error({ from: 0, to: Math.min(text.length, 1) }, 'shape', 'A policy begins with “policy:” and its name.');
    return done(null);
  }
  const entries = reader.entries(root, policyKeys, 'A policy');
  const at = (key: string): SourceNode | undefined => entries.get(key)?.value;
  const whole = <T>(key: string, read: (node: SourceNode) => T | null, absent: T, broken: T): T => {
    const node = at(key);
    return node === undefined ? absent : (reader.whole(node, () => read(node)) ?? broken);
  };
  const each = <T>(key: string, read: (node: SourceNode) => T | null): T[] => {
    const node = at(key);
    if (node === undefined || (node.kind === 'scalar' && node.value === null)) return [];
    if (node.kind !== 'list') {
      reader.whole(node, () => (reader.error(node, 'shape', `“${key}” is a list: each begins with a dash.`), null));
      return [];
    }
    return node.items.flatMap((item) => reader.whole(item, () => read(item)) ?? []);
  };
  if (!entries.has('policy'))
    reader.error({ from: root.from, to: root.from + 1 }, 'missing-key', 'A policy needs its name: policy: web-tier.');
  return done({
    name: whole(
      'policy',
      (node) => reader.measure(node, readName, 'Name', 'web-tier-containment'),
      'unnamed',
      'unnamed',
    ),
    description: whole('description', (node) => reader.text(node, 'A description')?.slice(0, 1000) ?? null, '', ''),
    tier: whole('tier', (node) => reader.choice(node, TIERS, 'Tier'), 'segmentation', 'segmentation'),
    priority: whole('priority', (node) => reader.number(node, 'A priority', 0, 1000, true), 100, 100),
    applies: whole('applies', (node) => readSelector(reader, node), {}, { vm: [] }),
    when: whole('when', (node) => readCondition(reader, node), null, { alert: [] }),
    rules: each('rules', (node) => readRule(reader, node)),
    acts: each('acts', (node) => readAct(reader, node)),
    otherwise: whole(
      'otherwise',
      (node) => readOtherwise(reader, node),
      { in: null, out: null },
      { in: null, out: null },
    ),
    stricter: each('stricter', (node) => readStep(reader, node)),
    automation: whole('automation', (node) => reader.choice(node, AUTOMATIONS, 'Automation'), 'suggest', 'observe'),
    lifetime: whole(
      'lifetime',
      (node) => readSpan(reader, node, 1000, LONGEST_LIFE, 'A lifetime is from 1 s to 30 d.'),
      null,
      null,
    ),
    revertAfter: whole('revert', (node) => readRevert(reader, node), 30_000, 30_000),
    invariants: each('invariants', (node) => readInvariant(reader, node)),
  });
}

function readName(text: string): string | null {
  return NAME.test(text) ? text : null;
}

function keysOf(shape: ValueShape | undefined): KeyTable {
  if (shape?.type === 'map') return shape.keys;
  if (shape?.type === 'list') return keysOf(shape.of);
  return shape?.type === 'either' ? keysOf(shape.of.find((each) => each.type === 'map')) : {};
}

function readOtherwise(reader: PolicyReader, node: SourceNode): Policy['otherwise'] {
  const read = (value: SourceNode | undefined): 'allow' | 'deny' | null =>
    value === undefined ? null : reader.choice(value, ['allow', 'deny'] as const, 'Verdict');
  if (node.kind === 'scalar') {
    const both = read(node);
    return { in: both, out: both };
  }
  const entries = reader.entries(node, keysOf(policyKeys['otherwise']?.value), '“otherwise”');
  return { in: read(entries.get('inbound')?.value), out: read(entries.get('outbound')?.value) };
}

function readStep(reader: PolicyReader, node: SourceNode): Policy['stricter'][number] | null {
  const entries = reader.entries(node, keysOf(policyKeys['stricter']?.value), 'A stricter step');
  const [risk, use] = [entries.get('risk'), entries.get('use')] as const;
  if (risk === undefined || use === undefined) {
    reader.error(node, 'missing-key', 'A stricter step needs risk and use.');
    return null;
  }
  const comparison = reader.measure(risk.value, readComparison, 'Comparison', '"> 0.7"');
  const names = reader.some(
    use.value,
    (item) => reader.measure(item, readName, 'Name of a policy', 'web-tier-lockdown'),
    16,
  );
  return comparison === null || names === null ? null : { risk: comparison, use: names };
}

function readSpan(reader: PolicyReader, node: SourceNode, least: number, most: number, message: string): number | null {
  const span = reader.measure(node, readDuration, 'Time', '30 s');
  if (span === null || (span >= least && span <= most)) return span;
  reader.error(node, 'form', message);
  return null;
}

function readRevert(reader: PolicyReader, node: SourceNode): number | null {
  const message = 'Hosts wait from 5 s to 10 min.';
  if (node.kind === 'scalar') return readSpan(reader, node, 5000, 600_000, message);
  const entries = reader.entries(node, keysOf(policyKeys['revert']?.value), '“revert”');
  const unless: SourceEntry | undefined = entries.get('unless');
  if (unless !== undefined) reader.choice(unless.value, ['confirmed'], 'Answer');
  const after = entries.get('after');
  if (after !== undefined) return readSpan(reader, after.value, 5000, 600_000, message);
  reader.error(node, 'missing-key', '“revert” needs after.');
  return null;
}

function readInvariant(reader: PolicyReader, node: SourceNode): Invariant | null {
  const [only, ...more] = node.kind === 'map' ? node.entries : [];
  const pair = only?.value.kind === 'scalar' && more.length === 0 ? `${only.key}: ${only.value.text}` : null;
  const text = node.kind === 'scalar' ? node.text : pair;
  const read = text === null ? 'An invariant is one line of text.' : parseInvariant(text);
  if (typeof read !== 'string') return { ...read, line: reader.line(node.from) };
  reader.error(node, 'form', read);
  return null;
}
