import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { insertRules } from './insert-rules.ts';

const rule = '- allow: outbound\n  to: { address: [203.0.113.200] }\n  ports: [443/tcp]\n';

describe('rules written before the first', () => {
  it('take the place and indentation of what is there', () => {
    const text = 'policy: web\nrules: # in order\n  # the door\n  - deny: outbound\n    to: { zone: outside }\n';
    expect(insertRules(text, [rule])).toBe(
      'policy: web\nrules: # in order\n  - allow: outbound\n    to: { address: [203.0.113.200] }\n    ports: [443/tcp]\n  # the door\n  - deny: outbound\n    to: { zone: outside }\n',
    );
  });
  it('keep a list that is not indented as it is', () => {
    expect(insertRules('rules:\n- deny: both\n', ['- allow: both'])).toBe('rules:\n- allow: both\n- deny: both\n');
  });
  it('begin a list where there is none, or an empty one', () => {
    expect(insertRules('policy: web', ['- allow: both'])).toBe('policy: web\nrules:\n  - allow: both\n');
    expect(insertRules('policy: web\nrules: []\n', ['- allow: both'])).toBe('policy: web\nrules: \n  - allow: both\n');
  });
  it('come first in the list that is read, and leave the rest as it was', () => {
    const entry = fc.constantFrom('allow', 'deny', 'capture');
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 6 }),
        fc.array(entry, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '  ', '    '),
        (there, added, indent) => {
          const text = `policy: web\nrules:\n${there.map((effect) => `${indent}- ${effect}: both\n`).join('')}tier: baseline\n`;
          const now = parse(
            insertRules(
              text,
              added.map((effect) => `- ${effect}: inbound`),
            ),
          ) as { rules: unknown[]; tier: string };
          expect(now.tier).toBe('baseline');
          expect(now.rules).toEqual([
            ...added.map((effect) => ({ [effect]: 'inbound' })),
            ...there.map((effect) => ({ [effect]: 'both' })),
          ]);
        },
      ),
    );
  });
});
