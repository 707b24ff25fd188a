import { readComparison } from './measures.ts';
import type { AttestationVerdict, Condition, TimeRule } from './policy.ts';
import type { PolicyReader } from './policy-reader.ts';
import { conditionKeys } from './selector-shape.ts';
import type { KeyTable, ValueShape } from './value-shape.ts';
import type { SourceNode } from './source-tree.ts';
import { isZone, readClock, readDays, readTimeRule } from './time-rule.ts';

const VERDICTS: readonly AttestationVerdict[] = ['trusted', 'warning', 'contraindicated', 'unknown'];

/** When something holds: what stands under `when`. */
export function readCondition(reader: PolicyReader, node: SourceNode): Condition {
  const condition: Condition = {};
  const entries = reader.entries(node, conditionKeys, 'A condition');
  const { alert, technique, attestation, time } = Object.fromEntries(entries);
  for (const key of ['risk', 'anomaly', 'intelligence'] as const) {
    const entry = entries.get(key);
    const comparison = entry && reader.measure(entry.value, readComparison, 'Comparison', '"> 0.5"');
    if (comparison) condition[key] = comparison;
  }
  const alerts = alert && reader.some(alert.value, (item) => reader.text(item, 'A type of alert'));
  if (alerts) condition.alert = alerts;
  const techniques =
    technique &&
    reader.some(technique.value, (item) => reader.measure(item, readTechnique, 'Technique', 'T1071 or T1071.001'));
  if (techniques) condition.technique = techniques;
  const verdicts = attestation && reader.some(attestation.value, (item) => reader.choice(item, VERDICTS, 'Verdict'));
  if (verdicts) condition.attestation = verdicts;
  const rule = time && readTime(reader, time.value);
  if (rule) condition.time = rule;
  return condition;
}

function readTechnique(text: string): string | null {
  return /^T\d{4}(\.\d{3})?$/.test(text.trim()) ? text.trim() : null;
}

function readTime(reader: PolicyReader, node: SourceNode): TimeRule | null {
  if (node.kind === 'scalar') return reader.measure(node, readTimeRule, 'Time', 'mon-fri 08:00-18:00 Europe/Berlin');
  const shape = mapOf(conditionKeys['time']?.value);
  const entries = reader.entries(node, shape, 'A window of time');
  const [days, from, to, zone] = ['days', 'from', 'to', 'zone'].map((key) => entries.get(key)?.value);
  if (from === undefined || to === undefined) {
    reader.error(node, 'missing-key', 'A window of time needs from and to.');
    return null;
  }
  const begins = reader.measure(from, readClock, 'Time', '"08:00"');
  const ends = reader.measure(to, readClock, 'Time', '"18:00"');
  const on =
    days === undefined
      ? [readDays('daily') ?? []]
      : reader.some(days, (item) => reader.measure(item, readDays, 'Day', 'mon or mon-fri'));
  const where =
    zone === undefined ? 'UTC' : reader.measure(zone, (text) => (isZone(text) ? text : null), 'Zone', 'Europe/Berlin');
  if (begins === null || ends === null || on === null || where === null) return null;
  return { days: [...new Set(on.flat())].sort((one, other) => one - other), from: begins, to: ends, zone: where };
}

function mapOf(shape: ValueShape | undefined): KeyTable {
  if (shape?.type === 'map') return shape.keys;
  const map = shape?.type === 'either' ? shape.of.find((each) => each.type === 'map') : undefined;
  return map?.type === 'map' ? map.keys : {};
}
