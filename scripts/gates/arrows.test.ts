import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { at, cache } from '../launch/places.mjs';
import { cruiseFolder } from './arrows.mjs';

type Files = Record<string, string>;

/** Rule → a small project that breaks it, and one beside it that does not. */
const probes: Record<string, [broken: Files, kept: Files]> = {
  'app-opens-doors': [
    { 'app/a.ts': "import '../native/b.ts';", 'native/b.ts': 'export {};' },
    { 'app/a.ts': "import '../main/b.ts';", 'main/b.ts': 'export {};' },
  ],
  'main-thinks': [
    { 'main/a.ts': "import '../app/b.ts';", 'app/b.ts': 'export {};' },
    { 'main/a.ts': "import '../shared/b.ts';", 'shared/b.ts': 'export {};' },
  ],
  'shared-is-language': [
    { 'shared/a.ts': "import '../main/b.ts';", 'main/b.ts': 'export {};' },
    { 'shared/a.ts': "import './b.ts';", 'shared/b.ts': 'export {};' },
  ],
  'renderer-shows': [
    { 'renderer/A.tsx': "import type { b } from '../main/b.ts'; export let a: b;", 'main/b.ts': 'export type b = 1;' },
    { 'renderer/A.tsx': "import '../shared/b.ts';", 'shared/b.ts': 'export {};' },
  ],
  'native-touches-metal': [
    { 'native/a.ts': "import '../shared/b.ts';", 'shared/b.ts': 'export {};' },
    { 'native/a.ts': "import './b.ts';", 'native/b.ts': 'export {};' },
  ],
  'native-under-io': [
    { 'main/twin/a.ts': "import '../../native/b.ts';", 'native/b.ts': 'export {};' },
    { 'main/twin/io/a.ts': "import '../../../native/b.ts';", 'native/b.ts': 'export {};' },
  ],
  'native-records-as-types': [
    {
      'main/twin/a.ts': "import type { R } from '../../native/packets/records.ts'; export let r: R;",
      'native/packets/records.ts': 'export type R = 1;',
    },
    {
      'main/telemetry/a.ts': "export type { R } from '../../native/packets/records.ts';",
      'native/packets/records.ts': 'export type R = 1;',
    },
  ],
  'telemetry-takes-types': [
    {
      'main/telemetry/a.ts': "export { r } from '../../native/packets/records.ts';",
      'native/packets/records.ts': 'export const r = 1;',
    },
    {
      'main/telemetry/a.ts': "export type { R } from '../../native/packets/records.ts';",
      'native/packets/records.ts': 'export type R = 1;',
    },
  ],
  'node-under-io': [
    { 'main/loop/a.ts': "import 'node:fs';" },
    { 'main/loop/io/a.ts': "import 'node:fs';", 'main/loop/a.test.ts': "import 'node:fs';" },
  ],
  'no-node-in-page': [{ 'shared/a.ts': "import 'node:crypto';" }, { 'shared/a.test.ts': "import 'node:crypto';" }],
  'electron-in-shell': [
    { 'app/headless/a.ts': "import { app } from 'electron'; app;" },
    { 'app/electron/a.ts': "import { app } from 'electron'; app;" },
  ],
  'react-in-renderer': [
    { 'shared/a.ts': "import { useState } from 'react'; useState;" },
    { 'renderer/A.tsx': "import { useState } from 'react'; useState;" },
  ],
  'sqlite-in-store': [
    { 'main/captures/io/a.ts': "import Database from 'better-sqlite3'; Database;" },
    { 'main/store/a.ts': "import Database from 'better-sqlite3'; Database;" },
  ],
  'parser-has-no-network': [
    { 'app/parser/a.ts': "import '../../main/x/io/b.ts';", 'main/x/io/b.ts': "import 'node:net';" },
    { 'app/parser/a.ts': "import '../../main/x/io/b.ts';", 'main/x/io/b.ts': "import 'node:fs';" },
  ],
  'host-has-no-store': [
    {
      'app/host/a.ts': "import '../../main/x/io/b.ts';",
      'main/x/io/b.ts': "import '../../store/c.ts';",
      'main/store/c.ts': 'export {};',
    },
    { 'app/host/a.ts': "import '../../main/x/io/b.ts';", 'main/x/io/b.ts': "import 'node:net';" },
  ],
  'no-cycles': [
    {
      'main/a.ts': "import { b } from './b.ts'; export const a = b;",
      'main/b.ts': "import { a } from './a.ts'; export const b = () => a;",
    },
    {
      'main/a.ts': "import { b } from './b.ts'; export const a = b;",
      'main/b.ts': "import type { a } from './a.ts'; export let b: typeof a;",
    },
  ],
  'no-tests-in-product': [
    { 'main/a.ts': "import './b.test.ts';", 'main/b.test.ts': 'export {};' },
    { 'main/a.test.ts': "import './b.test.ts';", 'main/b.test.ts': 'export {};' },
  ],
  'no-development-packages': [
    { 'main/a.ts': "import fc from 'fast-check'; fc;" },
    { 'main/a.test.ts': "import fc from 'fast-check'; fc;" },
  ],
  resolvable: [{ 'main/a.ts': "import './gone.ts';" }, { 'main/a.ts': "import './b.ts';", 'main/b.ts': 'export {};' }],
};

let folder = '';
beforeAll(() => {
  mkdirSync(cache, { recursive: true });
  // Inside the project, so that packages resolve as they do for the product.
  folder = mkdtempSync(join(cache, 'probe-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const cruise = async (files: Files): Promise<string[]> => {
  const base = join(folder, String((count += 1)));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
  writeFileSync(
    join(base, 'package.json'),
    '{"type":"module","dependencies":{"better-sqlite3":"*","react":"*"},"devDependencies":{"fast-check":"*","electron":"*"}}',
  );
  const { violations } = await cruiseFolder(base, [
    ...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? '')),
  ]);
  return violations.map(({ rule }: { rule: string }) => rule);
};

describe.each(Object.entries(probes))('%s', (rule, [broken, kept]) => {
  it('fires on what it forbids', async () => expect(await cruise(broken)).toContain(rule));
  it('stays quiet on what it allows', async () => expect(await cruise(kept)).toEqual([]));
});

it('has a probe for each rule', () => {
  const { forbidden } = createRequire(import.meta.url)(at('.dependency-cruiser.cjs')) as {
    forbidden: { name: string }[];
  };
  expect(Object.keys(probes).toSorted()).toEqual(forbidden.map(({ name }) => name).toSorted());
});
