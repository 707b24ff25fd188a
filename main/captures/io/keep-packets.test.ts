import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KeptFile } from '../live/live-capture.ts';
import { readPart } from '../mien/io/read-part.ts';
import type { KeepRequest } from '../triggered-capture.ts';
import { keepPackets, type KeepParts } from './keep-packets.ts';
import { openContainer } from './open-container.ts';

const FROM = Date.UTC(2026, 10, 26, 9, 30) * 1000;
let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'mien-keep-')), 'kept');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const request = (subjectName = 'web'): KeepRequest => ({
  alert: { id: 'beacon:a:b', type: 'beacon', title: 'Calls out', subjectName },
  from: FROM,
  to: FROM + 60e6,
});

/** Copies pieces of a ring. */
function parts(...contents: string[]): KeepParts {
  return {
    folder,
    version: '1.2.3',
    keep: (_from, _to, into) => {
      mkdirSync(into, { recursive: true });
      return Promise.resolve(
        contents.map((content, generation): KeptFile => {
          const name = `packets-${generation}`;
          const path = join(into, name);
          writeFileSync(path, content);
          const rest = { bytes: content.length, offset: 0, deflated: false, sha256: null, packets: 1 };
          return { generation, name, path, start: FROM, end: FROM + 1, ...rest };
        }),
      );
    },
  };
}

describe('packets around an alert', () => {
  test('become a session file of their own, named by time, alert and VM', async () => {
    const kept = await keepPackets(request(), parts('one ', 'two'));
    const path = join(folder, '2026-11-26T09-30-00-beacon-web.mien');
    expect(kept).toEqual({ path });
    const { name, files } = await openContainer(path);
    expect(name).toBe('Calls out: web');
    const [packets] = files;
    expect(
      await text(
        readPart(path, {
          offset: packets?.offset ?? 0,
          length: packets?.bytes ?? 0,
          stored: packets?.deflated === false,
        }),
      ),
    ).toBe('one two');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('of two alerts of one kind in one second are both kept', async () => {
    await keepPackets(request(), parts('one'));
    const kept = await keepPackets(request(), parts('two'));
    expect(kept).toEqual({ path: join(folder, '2026-11-26T09-30-00-beacon-web-2.mien') });
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test.each([
    ['../../../etc/passwd', 'passwd'],
    ['a/b', 'b'],
    ['con: *?', 'con_-__'],
    ['😀'.repeat(200), '😀'],
    ['\u0000\u202E', '_'],
    ['', '_'],
  ])('of a VM called %j stay in their folder', async (name, part) => {
    const kept = await keepPackets(request(name), parts('one'));
    expect(kept).toHaveProperty('path');
    const [file = ''] = readdirSync(folder);
    expect(file).toContain(part);
    expect(file).toMatch(/^2026-11-26T09-30-00-beacon-.*\.mien$/u);
  });

  test('that are gone, or cannot be copied, are told as such, and nothing is left', async () => {
    expect(await keepPackets(request(), parts())).toHaveProperty('problem');
    const failing = { ...parts(), keep: () => Promise.reject(new Error('ENOSPC: no space left')) };
    expect(await keepPackets(request(), failing)).toEqual({ problem: 'ENOSPC: no space left.' });
    expect(readdirSync(folder)).toEqual([]);
    writeFileSync(join(folder, '..', 'file'), '');
    const nowhere = { ...parts('one'), folder: join(folder, '..', 'file') };
    expect(await keepPackets(request(), nowhere)).toHaveProperty('problem');
  });

  test('are bounded: the oldest go, other files stay', async () => {
    await keepPackets(request(), parts('one'));
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    for (let count = 0; count < 205; count++) {
      const path = join(folder, `old-${count}.mien`);
      writeFileSync(path, 'x');
      utimesSync(path, 1000 + count, 1000 + count);
    }
    await keepPackets(request('db'), parts('two'));
    const left = readdirSync(folder);
    expect(left).toHaveLength(201);
    expect(left).toContain('2026-11-26T09-30-00-beacon-db.mien');
    expect(left).not.toContain('old-5.mien');
    expect(left).toContain('old-7.mien');
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
  });
});
