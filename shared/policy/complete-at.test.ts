import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completeAt } from './complete-at.ts';
import { describeKey } from './describe-key.ts';
import { parsePolicy } from './parse-policy.ts';
import { arbitraryPolicy } from './policy.test-support.ts';
import type { PolicyNames } from './policy-names.ts';

const names: PolicyNames = {
  vms: ['web-01', 'a: b'],
  hosts: ['hv-a'],
  roles: ['web', 'api', 'db'],
  tags: [],
  personas: ['Web Server', 'Miner'],
  categories: ['c2'],
  policies: ['lockdown'],
};
/** Labels where `|` stands. */
const offer = (text: string): string[] => {
  const offset = text.indexOf('|');
  const found = completeAt(text.slice(0, offset) + text.slice(offset + 1), offset, names);
  return found?.options.map(({ label }) => label) ?? [];
};

describe('what may be written', () => {
  test.each<[string, string[]]>([
    ['pol|', ['policy']],
    ['policy: web\nti|', ['tier', 'description', 'automation', 'lifetime']],
    ['policy: web\ntier: |', ['emergency', 'quarantine', 'segmentation', 'baseline']],
    ['policy: web\ntier: qu|', ['quarantine']],
    ['rules:\n  - a|', ['allow']],
    ['rules:\n  - allow: inbound\n    fr|', ['from']],
    ['rules:\n  - allow: inbound\n    service: ht|', ['http', 'http-alt', 'https']],
    ['rules:\n  - allow: inbound\n    service: [dns, sm|', ['smb', 'smtp']],
    ['rules:\n  - deny: outbound\n    to: { out|', ['outside']],
    ['rules:\n  - deny: outbound\n    to: { zone: |', ['outside', 'inside', 'management']],
    ['rules:\n  - deny: outbound\n    to: { role: [api, |', ['web', 'api', 'db']],
    ['rules:\n  - deny: outbound\n    to: { zone: outside, rep|', ['reputation']],
    ['rules:\n  - deny: outbound\n    to: {\n      role: a|', ['api']],
    ['rules:\n  - deny: |', ['inbound', 'outbound', 'both']],
    ['rules:\n- deny: outbound\n  when:\n    at|', ['attestation']],
    ['rules:\n  - deny: outbound\n    when: { time: { da|', ['days']],
    ['applies: { persona: { label: M|', ['Miner']],
    ['applies:\n  persona:\n    - label: Miner\n      at|', ['atLeast']],
    ['acts:\n  - iso|', ['isolate']],
    ['acts:\n  - resources: { cpu: 1, m|', ['memory']],
    ['acts: [isol|', ['isolate']],
    ['acts: [{ notify: { m|', ['message']],
    ['stricter:\n  - risk: "> 0.5"\n    use: |', ['lockdown']],
    ['when: { risk: "> 0.5" }\notherwise: { inbound: d|', ['deny']],
    ['# pol|', []],
    ['policy: web # ti|', []],
    ['nothing:\n  known: |', []],
  ])('%s', (text, labels) => {
    expect(offer(text)).toEqual(labels);
  });

  test('offers each key once, and one effect a rule', () => {
    expect(offer('rules:\n  - allow: inbound\n    service: https\n    |')).toEqual(
      expect.not.arrayContaining(['allow', 'deny', 'service']),
    );
    expect(offer('rules:\n  - allow: inbound\n    service: https\n    |')).toContain('ports');
  });

  test('quotes names that need it, and stands where the word begins', () => {
    const text = 'applies:\n  vm: "a';
    expect(completeAt(text, text.length, names)).toEqual({
      from: 15,
      options: [{ label: 'a: b', detail: '', apply: '"a: b"' }],
    });
  });

  test('keys and words of every policy are known where they stand, and are what they say', () => {
    fc.assert(
      fc.property(arbitraryPolicy, fc.nat(), ({ text }, choice) => {
        const keys = [...text.matchAll(/(?<=[\s{-])([a-z]+): /gi)].filter(
          ({ index }) => !/["'#]/.test(text.slice(text.lastIndexOf('\n', index) + 1, index)),
        );
        const key = keys[choice % keys.length];
        const [, name = ''] = key ?? [];
        if (key === undefined || /colon|Look|never|always/.test(name)) return;
        const found = completeAt(text, key.index + name.length, null);
        expect([text.slice(0, key.index), name, found?.options.map(({ label }) => label)]).toEqual([
          text.slice(0, key.index),
          name,
          expect.arrayContaining([name]),
        ]);
        expect(describeKey(text, key.index + 1)).toMatchObject({
          from: key.index,
          to: key.index + name.length,
          title: name,
        });
      }),
      { numRuns: 300 },
    );
  });

  test('whatever the text, nothing throws and what is replaced lies before the cursor', () => {
    const piece = fc.constantFrom(
      'rules',
      'policy',
      ': ',
      '- ',
      '\n',
      '\n  ',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '"',
      "'",
      '#',
      ' ',
      'to',
      'role',
      'web',
      '\t',
      '🦔',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.nat(), (pieces, place) => {
        const text = pieces.join('');
        const offset = place % (text.length + 1);
        const found = completeAt(text, offset, names);
        if (found !== null) expect(found.from).toBeLessThanOrEqual(offset);
        describeKey(text, offset);
      }),
      { numRuns: 1000 },
    );
  });
});

test('what is offered for a whole policy makes one that can be read', () => {
  const text = 'policy: web\nrules:\n  - deny: outbound\n    to: { ';
  const found = completeAt(text, text.length, names);
  const zone = found?.options.find(({ label }) => label === 'outside');
  expect(parsePolicy(`${text.slice(0, found?.from)}${zone?.apply ?? zone?.label} }\n`).findings).toEqual([]);
});
