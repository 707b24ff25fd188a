import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createLineReader, HostChild, pickEnvironment } from './host-child.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'host-child-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Started {
  child: HostChild;
  lines: string[];
  ended: string[];
}

/** Runs a small program as the child. */
function start(code: string, silentAfter?: number): Started {
  const entry = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(entry, code);
  const lines: string[] = [];
  const ended: string[] = [];
  const sink = {
    line: (line: string) => {
      JSON.parse(line);
      lines.push(line);
    },
    ended: (reason: string) => ended.push(reason),
  };
  return { child: new HostChild({ node: process.execPath, entry }, sink, silentAfter), lines, ended };
}

const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 20 });
const isGone = (pid: number | undefined): boolean => {
  try {
    process.kill(pid ?? 0, 0);
    return false;
  } catch {
    return true;
  }
};
const stay = 'setInterval(() => {}, 1000);';

describe('a process that watches a host', () => {
  it('gets what ssh needs of the environment, nothing more, and may write nowhere', async () => {
    vi.stubEnv('MIEN_SECRET', 'canary');
    vi.stubEnv('SSH_AUTH_SOCK', '/tmp/agent');
    const { child, lines } = start(`
      import { writeFileSync } from 'node:fs';
      let wrote = 'yes';
      try { writeFileSync('/var/tmp/mien-must-not-write', ''); } catch (problem) { wrote = problem.code; }
      console.log(JSON.stringify({ env: process.env, wrote }));`);
    vi.unstubAllEnvs();
    await until(() => expect(lines).toHaveLength(1));
    const { env, wrote } = JSON.parse(lines[0] ?? '') as { env: Record<string, string>; wrote: string };
    expect(env).toMatchObject({ SSH_AUTH_SOCK: '/tmp/agent', LC_ALL: 'C' });
    expect(JSON.stringify(env)).not.toContain('canary');
    expect(wrote).toBe('ERR_ACCESS_DENIED');
    await child.close();
  });

  it('is ended when it says what it must not, and nothing after that is taken', async () => {
    const { child, lines, ended } = start(`console.log('1'); console.log('{no'); console.log('2'); ${stay}`);
    await until(() => expect(ended).toEqual(['It said what it must not and was ended.']));
    expect(lines).toEqual(['1']);
    expect(isGone(child.pid)).toBe(true);
  });

  it('is ended when it says nothing any more; an empty line is a sign of life', async () => {
    const { child, ended } = start(
      `let left = 8; const timer = setInterval(() => { console.log(''); if (--left === 0) clearInterval(timer); }, 100); ${stay}`,
      1500,
    );
    const started = performance.now();
    await until(() => expect(ended).toEqual(['It said nothing any more and was ended.']));
    expect(performance.now() - started).toBeGreaterThan(1500);
    expect(isGone(child.pid)).toBe(true);
  });

  it('is gone when closing is over, even if it does not want to', async () => {
    const { child, lines, ended } = start(`process.on('SIGTERM', () => {}); console.log('1'); ${stay}`);
    await until(() => expect(lines).toEqual(['1']));
    await child.close();
    expect(isGone(child.pid)).toBe(true);
    expect(ended).toEqual(['It was ended.']);
  });

  it('says why it ended', async () => {
    const { ended } = start("throw new TypeError('odd');");
    await until(() => expect(ended).toEqual(['It ended with code 1. TypeError: odd']));
    const failed: string[] = [];
    const program = { node: '/no/such/node', entry: 'x' };
    const child = new HostChild(program, { line: () => {}, ended: (reason) => failed.push(reason) });
    await until(() => expect(failed).toEqual([expect.stringContaining('ENOENT')]));
    await child.close();
  });
});

describe('pickEnvironment', () => {
  it('leaves out what is not set', () =>
    expect(pickEnvironment({ HOME: '/h', AWS_SECRET: 'x' })).toEqual({ HOME: '/h' }));
});

describe('createLineReader', () => {
  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(50)), (given, cuts) => {
        const lines = given.map((line) => line.replace(/[\n\p{Cs}]/gu, ''));
        const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const read: string[] = [];
        const take = createLineReader((line) => read.push(line));
        let at = 0;
        for (const cut of cuts) take(bytes.subarray(at, (at += cut)));
        take(bytes.subarray(at));
        expect(read).toEqual(lines);
      }),
    );
  });

  it('bounds a line that does not end', () => {
    const take = createLineReader(() => {}, 1000);
    expect(() => {
      for (let index = 0; index < 20; index += 1) take(Buffer.alloc(100, 'x'));
    }).toThrow('without an end');
  });
});
