import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConsoleStore } from './console-store.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-incidents-'));
  path = join(folder, 'console.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('work on incidents', () => {
  it('is kept by session, over a restart', () => {
    const store = new ConsoleStore(path);
    store.incidents.putStory('one', { id: 'inc-a', body: '{"state":"looking"}' });
    store.incidents.putStory('two', { id: 'inc-a', body: '{}' });
    store.incidents.putAnswer('one', 's1', 'suppression', '{"id":"s1"}');
    const entry = { story: 'inc-a', at: 5, who: 'mr', kind: 'note', text: "it's; DROP TABLE story" };
    const first = store.incidents.addEntry('one', entry);
    store.incidents.addEntry('one', { ...entry, story: 'inc-b', kind: 'state' });
    store.close();
    const again = new ConsoleStore(path).incidents;
    expect(again.listStories('one')).toEqual([{ id: 'inc-a', body: '{"state":"looking"}' }]);
    expect(again.listEntries('one', ['inc-a'])).toEqual([{ id: first, ...entry }]);
    expect(again.listEntries('one', ['inc-b', 'inc-a'])).toHaveLength(2);
    expect(again.countNotes('one')).toEqual(new Map([['inc-a', 1]]));
    expect(again.listAnswers('one', 'suppression')).toEqual(['{"id":"s1"}']);
    expect(again.listAnswers('one', 'feedback')).toEqual([]);
  });

  it('takes over what was decided when an incident was one VM', () => {
    const old = new Database(path);
    old.exec(`CREATE TABLE incident (session TEXT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT, PRIMARY KEY (session, id));
      INSERT INTO incident VALUES ('one', 'inc-10.0.0.5', 'closed', 'expected');`);
    old.pragma('user_version = 1');
    old.close();
    const [story] = new ConsoleStore(path).incidents.listStories('one');
    expect(JSON.parse(story?.body ?? '')).toEqual({
      id: 'inc-10.0.0.5',
      state: 'closed',
      outcome: 'expected',
      subject: '10.0.0.5',
    });
  });

  it('is all or nothing', () => {
    const store = new ConsoleStore(path);
    expect(() =>
      store.incidents.together(() => {
        store.incidents.putStory('one', { id: 'inc-a', body: '{}' });
        throw new Error('the disk is full');
      }),
    ).toThrow('the disk is full');
    expect(store.incidents.listStories('one')).toEqual([]);
  });
});
