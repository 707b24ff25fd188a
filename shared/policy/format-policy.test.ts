import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPolicy } from './format-policy.ts';
import { parsePolicy } from './parse-policy.ts';
import { arbitraryPolicy } from './policy.test-support.ts';

test('brings a text to its regular form, with its comments', () => {
  const text = `# Web tier
policy:   web
applies: {role: [ web,api ],   vm: "web-*"}   # ours

rules:
- allow: inbound     # in
  service:   https
-   deny: outbound
    # never
    to: {reputation: '< 0.3'}


acts: [ isolate,notify: Look ]
`;
  expect(formatPolicy(text)).toBe(`# Web tier
policy: web
applies: { role: [web, api], vm: "web-*" } # ours

rules:
  - allow: inbound # in
    service: https
  - deny: outbound
    # never
    to: { reputation: "< 0.3" }

acts: [isolate, { notify: Look }]
`);
});

test('leaves what cannot be read', () => {
  expect(formatPolicy('policy: [')).toBeNull();
  expect(formatPolicy('policy: &a web\nrole: *a')).toBeNull();
});

test('templates are in regular form', () => {
  const folder = join(import.meta.dirname, '../../resources/policies');
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    expect([file, formatPolicy(text)]).toEqual([file, text]);
  }
});

test('says the same afterwards, keeps each comment, and changes nothing a second time', () => {
  const meaning = (text: string): unknown =>
    JSON.parse(JSON.stringify(parsePolicy(text).policy, (key, value: unknown) => (key === 'line' ? 0 : value)));
  const comments = (text: string): string[] => [...text.matchAll(/#c\d+/g)].map(([comment]) => comment).sort();
  fc.assert(
    fc.property(arbitraryPolicy, ({ text }) => {
      const once = formatPolicy(text);
      if (once === null) throw new Error(text);
      expect(meaning(once)).toEqual(meaning(text));
      expect(comments(once)).toEqual(comments(text));
      expect(formatPolicy(once)).toBe(once);
    }),
    { numRuns: 200 },
  );
});
