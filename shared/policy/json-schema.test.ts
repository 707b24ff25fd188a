import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { policyJsonSchema } from './json-schema.ts';
import { parsePolicy } from './parse-policy.ts';
import { arbitraryPolicy } from './policy.test-support.ts';

const schema = z.fromJSONSchema(policyJsonSchema());

test('what is without fault fits the schema', () => {
  fc.assert(
    fc.property(arbitraryPolicy, ({ text }) => {
      expect(parsePolicy(text).findings).toEqual([]);
      expect([text, schema.safeParse(parse(text)).success]).toEqual([text, true]);
    }),
    { numRuns: 200 },
  );
});

test.each([
  'priority: 3',
  'policy: Web Tier',
  'policy: web\ntier: highest',
  'policy: web\nrules: [{ to: outside }]',
  'policy: web\nrules: [{ allow: inbound, deny: inbound }]',
  'policy: web\nrules: [{ deny: outbound, to: { reputation: low } }]',
  'policy: web\nwhen: { risk: 0.5 }',
  'policy: web\nacts: [explode]',
  'policy: web\nlifetime: 3',
])('what has a fault that is seen by itself does not: %s', (text) => {
  expect(parsePolicy(text).findings).not.toEqual([]);
  expect(schema.safeParse(parse(text)).success).toBe(false);
});
