import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { formatPolicy } from './format-policy.ts';
import { lintPolicy } from './lint-policy.ts';
import { parsePolicy } from './parse-policy.ts';
import { policyKeys, ruleKeys } from './policy-shape.ts';
import { conditionKeys, peerKeys } from './selector-shape.ts';

const document = readFileSync(join(import.meta.dirname, '../../docs/policies.md'), 'utf8');
const examples = [...document.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);

test.each(examples)('the example %# of the document is without fault and in regular form', (text) => {
  const { policy, findings } = parsePolicy(text);
  expect(findings).toEqual([]);
  expect(policy && lintPolicy(policy, text, null)).toEqual([]);
  expect(formatPolicy(text)).toBe(text);
});

test('the document names every key', () => {
  expect(examples.length).toBeGreaterThan(3);
  const keys = [policyKeys, ruleKeys, conditionKeys, peerKeys].flatMap((table) => Object.keys(table));
  expect(keys.filter((key) => !document.includes(`"${key}"`) && !document.includes(`\`${key}`))).toEqual([]);
});
