import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Change } from '../../shared/contract/enforcement.ts';
import { EnforcementStore } from './enforcement-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'mien-enforcement-store-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const open = (): EnforcementStore =>
  new EnforcementStore(
    join(folder, 'e.db'),
    (text) => createHash('sha256').update(text).digest('hex'),
    () => 5,
  );
const change = (id: string, at: number): Change => ({
  id,
  title: 'Isolate web-02',
  policies: [],
  by: 'ada',
  reason: 'beacon',
  at,
  state: 'pending',
  deadline: at + 30e6,
  endsAt: null,
  hosts: [],
  audit: 0,
  automatic: false,
  watched: null,
  effect: [],
  denied: [],
});

describe('what enforcement remembers', () => {
  it('outlives a restart', () => {
    const first = open();
    first.putChange(change('a', 1));
    first.putChange(change('b', 2));
    first.putChange({ ...change('a', 1), state: 'confirmed' });
    first.addStep({ at: 1, host: 'h1', step: 'applying', digest: 'd' });
    first.addStep({ at: 2, host: 'h1', step: 'applied', digest: 'd' });
    first.addStep({ at: 3, host: 'h2', step: 'applying', digest: 'e' });
    first.putIsolation({ vm: 'u1', since: 1, endsAt: null, by: 'ada', reason: 'r' });
    first.putIsolation({ vm: 'u2', since: 1, endsAt: 9, by: 'ada', reason: 'r' });
    first.removeIsolation('u1');
    first.putSetting('paused', 'ada');
    first.audit.add({ who: 'a', what: 'w', about: '', why: '', result: 'done', detail: [], automatic: false });
    first.close();
    const again = open();
    expect(again.listChanges().map(({ id, state }) => [id, state])).toEqual([
      ['b', 'pending'],
      ['a', 'confirmed'],
    ]);
    expect(again.lastStep('h1')).toEqual({ at: 2, host: 'h1', step: 'applied', digest: 'd' });
    expect(again.lastStep('h2')?.step).toBe('applying');
    expect(again.lastStep('h3')).toBeNull();
    expect(again.listIsolations()).toMatchObject([{ vm: 'u2', endsAt: 9 }]);
    expect(again.getSetting('paused')).toBe('ada');
    expect(again.getSetting('other')).toBe('');
    expect(again.audit.check()).toEqual({ whole: true, brokenAt: null, total: 1 });
    again.close();
  });
});
