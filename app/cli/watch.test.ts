import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { withWatch } from './with-watch.ts';

const entry = fileURLToPath(new URL('mien.ts', import.meta.url));
/** Seconds a command may take on a slow machine. */
const patience = 50_000;

const time = z.iso.datetime({ precision: 6 });
const share = z.number().min(0).max(1);
/** What the lines of `mien watch --json` are documented to be. */
const lineSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('host'),
    time,
    host: z.string(),
    state: z.enum(['connecting', 'up', 'stale', 'down', 'refused', 'paused']),
    daemon: z.string(),
    vms: z.number().int().min(0),
    failure: z.string(),
  }),
  z.strictObject({
    type: z.literal('vm'),
    time,
    id: z.guid(),
    name: z.string(),
    host: z.string(),
    state: z.string(),
    hung: z.boolean(),
    risk: share.nullable(),
    verdict: z.enum(['benign', 'suspicious', 'malicious', 'unknown']),
    personas: z.array(z.strictObject({ label: z.string(), probability: share })).max(3),
    flows: z.number().int().min(0),
  }),
  z.strictObject({
    type: z.literal('alert'),
    time,
    vm: z.string(),
    name: z.string(),
    alert: z.string(),
    technique: z.string(),
    title: z.string(),
    why: z.string(),
    score: share,
    firstSeen: time.nullable(),
    peers: z.array(z.string()),
  }),
]);

let temporary = '';
const children = new Set<ChildProcess>();
beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'mien-cli-'));
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  rmSync(temporary, { recursive: true, force: true });
});

interface Running {
  child: ChildProcess;
  /** Standard output and error so far. */
  out: () => string;
  err: () => string;
  ended: Promise<number | null>;
}

/** Runs the command with a folder for temporary files of its own. */
function run(...words: string[]): Running {
  const child = spawn(process.execPath, [entry, ...words], { env: { ...process.env, TMPDIR: temporary } });
  children.add(child);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  return { child, out: () => out, err: () => err, ended };
}

const linesOf = (out: string): z.infer<typeof lineSchema>[] =>
  out
    .split('\n')
    .slice(0, -1)
    .map((line) => lineSchema.parse(JSON.parse(line)));

describe('mien watch', () => {
  test('tells hosts and VMs as lines of JSON until it is interrupted, and leaves nothing behind', async () => {
    const { child, out, err, ended } = run('watch', '--json', 'simulated:///?vms=5&seed=3');
    await expect
      .poll(() => new Set(linesOf(out()).flatMap((line) => (line.type === 'vm' ? [line.id] : []))).size, {
        timeout: patience,
      })
      .toBe(5);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(err()).toBe('');
    const lines = linesOf(out());
    expect(lines[0]).toMatchObject({ type: 'host', host: 'simulated', state: 'up', failure: '' });
    expect(lines.find((line) => line.type === 'vm')).toMatchObject({ host: 'simulated', hung: false });
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('says in words what is wrong with a URI', async () => {
    const { err, ended } = run('watch', 'simulated:///?vms=none');
    expect(await ended).toBe(2);
    expect(err()).toMatch(/mien: .*Write it like simulated:\/\/\//);
  });

  test('ends after the seconds it was given', async () => {
    const { out, ended } = run('watch', 'simulated:///?vms=1', '--seconds', '1');
    expect(await ended).toBe(0);
    expect(out()).toMatch(/host simulated up/);
  });

  test('ends when nobody reads any more', async () => {
    const { child, out, ended } = run('watch', '--json', 'simulated:///?vms=40&speed=5000');
    await expect.poll(() => out().length, { timeout: patience }).toBeGreaterThan(0);
    child.stdout?.destroy();
    expect(await ended).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test.each<[string, string[], string | undefined, RegExp]>([
    ['no time', ['simulated:///?vms=2'], 'soon', /^--seconds soon is no time\.$/],
    ['two kinds', ['simulated:///?vms=2', 'qemu:///system?socket=/nowhere'], undefined, /name one kind/],
  ])('refuses %s in a sentence', async (_name, uris, seconds, sentence) => {
    const options = { capture: false, capturePrefix: '', ...(seconds === undefined ? {} : { seconds }) };
    await expect(withWatch(uris, options, () => Promise.resolve())).rejects.toThrow(sentence);
  });
});

describe('mien record', () => {
  test('writes what was watched when it is interrupted; the file opens', async () => {
    const file = join(temporary, 'watched.mien');
    const { child, out, err, ended } = run('record', 'simulated:///?vms=3&seed=3', '-o', file);
    await expect.poll(out, { timeout: patience }).toContain('Recording to');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(err()).toBe('');
    expect(out().trim().split('\n').at(-1)).toBe(`${file}: ${statSync(file).size} bytes`);
    expect(readdirSync(temporary)).toEqual(['watched.mien']);
    const report = run('report', '--json', file);
    expect(await report.ended).toBe(0);
    expect(JSON.parse(report.out())).toMatchObject({ subjects: { length: 3 }, capture: { notes: [] } });
  });
});
