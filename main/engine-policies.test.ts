import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lintPolicy } from '../shared/policy/lint-policy.ts';
import { parsePolicy } from '../shared/policy/parse-policy.ts';
import { createEngine, type Engine } from './engine.ts';
import { engineOptions } from './engine-options.test-support.ts';

const signal = new AbortController().signal;
let home: string;
let engine: Engine;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mien-policies-'));
  engine = createEngine(engineOptions(home));
});
afterEach(async () => {
  await engine.close();
  rmSync(home, { recursive: true, force: true });
});

const save = async (text: string, base: number | null, reason = '') =>
  engine.handlers['policy.save']({ text, base, reason }, signal);

describe('policies', () => {
  test('are kept with their versions, errors and all, and found again by another console', async () => {
    await save('policy: web\ndescription: First\n', null, 'why not');
    const second = await save('policy: web\nrules:\n  - deny: outbond\n', 1, 'stricter');
    expect(second).toMatchObject({
      version: 2,
      stage: 'draft',
      errors: 1,
      versions: [
        { version: 2, reason: 'stricter' },
        { version: 1, reason: 'why not' },
      ],
    });
    await engine.close();
    engine = createEngine(engineOptions(home));
    const { policies } = await engine.handlers['policy.list']({}, signal);
    expect(policies).toMatchObject([{ name: 'web', version: 2, errors: 1 }]);
    expect((await engine.handlers['policy.get']({ name: 'web', version: 1 }, signal)).text).toContain('First');
  });

  test('are not saved over a version that came since, nor under no name', async () => {
    await save('policy: web\n', null);
    await save('policy: web\npriority: 2\n', 1);
    await expect(save('policy: web\npriority: 3\n', 1)).rejects.toMatchObject({ code: 'conflict' });
    await expect(save('policy: web\n', null)).rejects.toMatchObject({ code: 'conflict' });
    await expect(save('policy: db\n', 4)).rejects.toMatchObject({ code: 'conflict' });
    for (const text of ['', 'priority: 3\n', 'policy: Web Tier\n', 'policy:\n', '- policy: web\n'])
      await expect(save(text, null)).rejects.toMatchObject({ code: 'invalid' });
    await engine.handlers['policy.remove']({ name: 'web', reason: 'old' }, signal);
    await expect((async () => engine.handlers['policy.get']({ name: 'web' }, signal))()).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('followers see what was written', async () => {
    const stop = new AbortController();
    const seen: string[][] = [];
    for await (const { policies } of engine.handlers['policy.changes']({}, stop.signal)) {
      seen.push(policies.map(({ name }) => name));
      if (seen.length === 1) await save('policy: web\n', null);
      else break;
    }
    stop.abort();
    expect(seen).toEqual([[], ['web']]);
  });

  test('begin with templates that are without fault', async () => {
    const { templates } = await engine.handlers['policy.templates']({}, signal);
    expect(templates.length).toBeGreaterThan(6);
    for (const { name, title, text } of templates) {
      const { policy, findings } = parsePolicy(text);
      expect([name, findings, policy && lintPolicy(policy, text, null)]).toEqual([name, [], []]);
      expect([policy?.name, title]).toEqual([name, expect.not.stringMatching(/^[a-z-]+$/)]);
    }
  });

  test('are checked against the session that is open', async () => {
    const text = 'policy: web\napplies: { role: wokstation }\n';
    expect((await engine.handlers['policy.lint']({ text }, signal)).findings).toEqual([]);
    const { session } = await engine.handlers['session.openSample']({}, signal);
    let names = await engine.handlers['policy.names']({ session }, signal);
    for (let turn = 0; turn < 100 && !names.roles.includes('workstation'); turn++) {
      await new Promise((resolve) => {
        setTimeout(resolve, 100);
      });
      names = await engine.handlers['policy.names']({ session }, signal);
    }
    expect(names.personas).toContain('Workstation');
    const { findings } = await engine.handlers['policy.lint']({ text, session }, signal);
    expect(findings).toMatchObject([{ code: 'unknown-name', line: 2, column: 18, fix: 'workstation' }]);
  });
});
