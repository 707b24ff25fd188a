import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { addPolicyCommands } from './policy.ts';

const entry = fileURLToPath(new URL('mien.ts', import.meta.url));
const templates = fileURLToPath(new URL('../../resources/policies', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-policy-'));
  vi.stubEnv('MIEN_HOME', join(folder, 'home'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command in this process: what it prints, and how it ends. A file that is there is found in the folder of the test. */
const mien = async (...words: string[]): Promise<{ code: number; out: string; err: string }> => {
  let out = '';
  const print = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    out += String(text);
    return true;
  });
  const program = new Command('mien');
  addPolicyCommands(program);
  const found = words.map((word) => (/^[a-z]+\.yaml$/.test(word) ? join(folder, word) : word));
  try {
    await program.parseAsync(['policy', ...found], { from: 'user' });
    return { code: Number(process.exitCode ?? 0), out: out.replaceAll(`${folder}/`, ''), err: '' };
  } catch (problem) {
    if (!(problem instanceof Refusal)) throw problem;
    return { code: 2, out, err: problem.message.replaceAll(`${folder}/`, '') };
  } finally {
    process.exitCode = 0;
    print.mockRestore();
  }
};
const write = (file: string, text: string): void => writeFileSync(join(folder, file), text);

test('lint says what is wrong and where, and its code says whether', async () => {
  write('bad.yaml', 'policy: web\nrules:\n  - deny: outbound\n    to: { out }\n');
  write('broad.yaml', 'policy: web\nrules:\n  - allow: inbound\n');
  expect(await mien('lint', 'bad.yaml')).toMatchObject({
    code: 1,
    out: 'bad.yaml:4:11: error: No destination is called “out”. Did you mean outside? [unknown-word]\n',
  });
  expect(await mien('lint', 'broad.yaml')).toMatchObject({
    code: 0,
    out: expect.stringContaining('broad.yaml:3:5: warning: Too broad'),
  });
  expect((await mien('lint', '--strict', 'broad.yaml')).code).toBe(1);
  expect((await mien('lint', join(templates, 'web-tier.yaml'))).out).toBe('');
  const told = JSON.parse((await mien('lint', '--json', 'bad.yaml')).out) as { findings: { fix: string }[] };
  expect(told.findings[0]?.fix).toBe('outside');
  expect(await mien('lint', 'nowhere.yaml')).toMatchObject({
    code: 2,
    err: 'nowhere.yaml cannot be read (ENOENT).',
  });
});

test('format checks, writes and prints', async () => {
  write('a.yaml', 'policy:   web\nacts: [ isolate ]\n');
  expect(await mien('format', '--check', 'a.yaml')).toMatchObject({
    code: 1,
    out: 'a.yaml is not in regular form\n',
  });
  expect((await mien('format', 'a.yaml')).out).toBe('policy: web\nacts: [isolate]\n');
  expect((await mien('format', '--write', 'a.yaml')).code).toBe(0);
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('policy: web\nacts: [isolate]\n');
  expect((await mien('format', '--check', 'a.yaml')).code).toBe(0);
});

test('what is imported is kept with its versions, compared and shown', async () => {
  copyFileSync(join(templates, 'kiosk.yaml'), join(folder, 'kiosk.yaml'));
  const text = readFileSync(join(folder, 'kiosk.yaml'), 'utf8');
  expect((await mien('import', 'kiosk.yaml', '--reason', 'from Git')).out).toBe('kiosk v1\n');
  expect((await mien('import', 'kiosk.yaml')).out).toBe('kiosk is v1 already\n');
  write('kiosk.yaml', text.replace('priority: 300', 'priority: 310'));
  const compared = await mien('diff', 'kiosk.yaml');
  expect([compared.code, compared.out]).toEqual([1, expect.stringContaining('- priority: 300\n+ priority: 310\n')]);
  expect((await mien('import', 'kiosk.yaml')).out).toBe('kiosk v2\n');
  expect((await mien('show', 'kiosk', '--at', '1')).out).toBe(text);
  expect((await mien('show', 'kiosk', '--versions')).out).toMatch(/^v2 .*\nv1 .* {2}from Git\n$/);
  expect((await mien('diff', 'kiosk', '1', '1')).code).toBe(0);
  expect((await mien('list')).out).toMatch(/^kiosk {2}v2 {2}draft {2}segmentation 310 /);
  write('bad.yaml', 'policy: kiosk\nrules: [{ allow: nowhere }]\n');
  expect(await mien('import', 'bad.yaml')).toMatchObject({
    code: 2,
    err: expect.stringContaining('bad.yaml:2: No direction'),
  });
  expect((await mien('show', 'db')).code).toBe(2);
});

test('the command ends with what it found', () => {
  write('bad.yaml', 'policy: Web\n');
  const { status, stdout } = spawnSync(process.execPath, [entry, 'policy', 'lint', join(folder, 'bad.yaml')], {
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([1, expect.stringContaining('bad.yaml:1:9: error: “Web” is no name')]);
}, 60_000);
