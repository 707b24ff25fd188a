import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lackingForSshd, type PrivateSshd, startSshd } from '../../../native/libvirt/testing/private-sshd.ts';
import type { RuleText } from '../enforcement-port.ts';
import { CommandPort } from './command-port.ts';
import { digestOf } from './digest-of.ts';
import { createRuleLab, type RuleLab, script, tableOf, whyNoRuleLab } from './testing/rule-lab.ts';

const { signal } = new AbortController();
const reason = whyNoRuleLab();
if (reason !== '') process.stderr.write(`command-port: the host's command is not tried (${reason})\n`);
const textOf = (text: string): RuleText => ({ text, digest: digestOf(text) });
const nothing = textOf('');
const a = tableOf('192.0.2.1');
const b = tableOf('192.0.2.2', '192.0.2.3');

let lab: RuleLab;
/** What the kernel holds of ours: `a`, `b`, nothing or something else. */
function held(): string {
  const rules = lab.nft('-s', 'list', 'ruleset');
  if (rules.trim() === '') return 'nothing';
  if (rules.includes('{ 192.0.2.1 }')) return 'a';
  return rules.includes('{ 192.0.2.2, 192.0.2.3 }') && rules.includes('@mien_bad counter drop') ? 'b' : rules;
}
async function until(check: () => boolean, patience: number): Promise<number> {
  const begun = performance.now();
  while (!check()) {
    if (performance.now() - begun > patience) throw new Error(`still ${held()} after ${patience} ms`);
    await sleep(50);
  }
  return performance.now() - begun;
}

describe.skipIf(reason !== '')("the host's command, here", () => {
  beforeEach(() => void (lab = createRuleLab()));
  afterEach(() => lab.close());

  it('says what a host can carry out', async () => {
    const ability = await lab.port().ability(signal);
    expect(ability).toMatchObject({ ok: true, value: { timer: true, resources: false } });
    expect(ability.ok && ['inet', 'bridge'].includes(ability.value.rules)).toBe(true);
  });

  it('loads, reads back, keeps what is confirmed and goes back at once when told', async () => {
    const port = lab.port();
    expect(await port.read(signal)).toMatchObject({ ok: true, value: { text: '', digest: '', asLoaded: true } });
    const applied = await port.apply(a, 30_000, signal);
    expect(applied).toMatchObject({ ok: true, value: { digest: a.digest, pending: a.digest, asLoaded: true } });
    expect(applied.ok && applied.value.text).toContain('192.0.2.1');
    expect(held()).toBe('a');
    expect(await port.confirm(b.digest, signal)).toMatchObject({ ok: false, code: 'stale' });
    expect(await port.confirm(a.digest, signal)).toMatchObject({ ok: true });
    // Twice is once.
    expect(await port.confirm(a.digest, signal)).toMatchObject({ ok: true });
    expect(await port.revert(signal)).toMatchObject({ ok: false, code: 'nothing' });
    await port.apply(b, 30_000, signal);
    expect(held()).toBe('b');
    expect(await port.revert(signal)).toMatchObject({ ok: true, value: { digest: a.digest, revertsIn: null } });
    expect(held()).toBe('a');
    await port.apply(nothing, 0, signal);
    expect(held()).toBe('nothing');
  });

  it('goes back by itself to what was confirmed last, however often something else was applied meanwhile', async () => {
    const port = lab.port();
    await port.apply(a, 0, signal);
    await port.apply(tableOf('192.0.2.9'), 60_000, signal);
    const took = await port.apply(b, 2000, signal);
    expect(took.ok && took.value.revertsIn).toBeLessThanOrEqual(2);
    expect(await until(() => held() === 'a', 6000)).toBeGreaterThan(900);
    expect(await port.read(signal)).toMatchObject({
      ok: true,
      value: { digest: a.digest, reverted: b.digest, pending: '', revertsIn: null, asLoaded: true },
    });
    expect(await port.confirm(b.digest, signal)).toMatchObject({ ok: false, code: 'stale' });
  });

  it('ends by itself what has an end, unless something else is in force by then', async () => {
    const port = lab.port();
    await port.later(b.digest, nothing, 1000, signal);
    await port.apply(b, 0, signal);
    await until(() => held() === 'nothing', 5000);
    expect(await port.read(signal)).toMatchObject({ ok: true, value: { digest: nothing.digest, asLoaded: true } });
    await port.later(b.digest, nothing, 1000, signal);
    await port.apply(b, 0, signal);
    await port.apply(a, 0, signal);
    await sleep(2500);
    expect(held()).toBe('a');
  });

  it('adds and removes elements of one set, keeps them over a return, and sees what others did', async () => {
    const port = lab.port();
    await port.apply(a, 0, signal);
    const place = { family: 'inet', set: 'mien_bad' } as const;
    expect(await port.change(place, ['192.0.2.77'], ['192.0.2.1'], signal)).toMatchObject({ ok: true });
    expect(lab.nft('list', 'ruleset')).toContain('{ 192.0.2.77 }');
    expect(await port.read(signal)).toMatchObject({ ok: true, value: { asLoaded: true } });
    for (const hostile of ['1.2.3.4 }; flush ruleset', '$x', 'a\nadd table inet x'])
      expect(await port.change(place, [hostile], [], signal)).toMatchObject({ ok: false, code: 'refused' });
    await port.apply(b, 60_000, signal);
    await port.revert(signal);
    expect(lab.nft('list', 'ruleset')).toContain('{ 192.0.2.77 }');
    lab.nft('add', 'element', 'inet', 'mien', 'mien_bad', '{ 192.0.2.78 }');
    expect(await port.read(signal)).toMatchObject({ ok: true, value: { asLoaded: false } });
    lab.nft('flush', 'ruleset');
    expect(await port.read(signal)).toMatchObject({ ok: true, value: { asLoaded: false, text: '' } });
  });

  it('leaves tables of others alone', async () => {
    lab.nft('add', 'table', 'inet', 'firewalld');
    const port = lab.port();
    await port.apply(a, 0, signal);
    await port.apply(nothing, 0, signal);
    expect(lab.nft('list', 'ruleset').trim()).toBe('table inet firewalld {\n}');
  });

  const table = (body: string): string => `table inet mien {\n${body}\n}\n`;
  it.each([
    ['flush ruleset\n'],
    ['include "/etc/passwd"\n'],
    ['table inet filter {\n}\n'],
    ['table ip mien {\n}\n'],
    ['add rule inet firewalld c drop\n'],
    ['delete table inet other\n'],
    ['add table inet mien; flush ruleset\n'],
    ['add table inet mien ; delete table inet other\n'],
    ['table inet mien { }; flush ruleset\n'],
    ['table inet mien { } delete table inet other\n'],
    ['table inet mien {\n} delete table inet other\n'],
    ['table inet mien {\n}; delete table inet other\n'],
    ['table inet mien {\n} flush ruleset {\n}\n'],
    ['define x = 1\n'],
    [table('  set s { type ipv4_addr; elements = { $x } }')],
    [table('  include "/etc/shadow"')],
    [table('  chain c {\n  }\n}\ntable inet other {')],
    [table('  chain c { }\n}}')],
    ['table inet mien {\n'],
    [table('  chain c { comment "\n} \nflush ruleset\n#"\n }')],
    ['# a remark \\\nflush ruleset\n'],
    ['list ruleset\n'],
    ['reset quotas\n'],
    ['rename chain inet mien a b\n'],
  ])('refuses %j', async (text) => {
    lab.nft('add', 'table', 'inet', 'other');
    const before = lab.nft('list', 'ruleset');
    const outcome = await lab.port().apply(textOf(text), 0, signal);
    expect(outcome).toMatchObject({ ok: false, code: 'refused' });
    expect(lab.nft('list', 'ruleset')).toBe(before);
  });

  it('refuses a torn text, words it does not know, and rules that the kernel does not take', async () => {
    const port = lab.port();
    const torn = lab.port(`head -c ${a.text.length} | { ${script}\n}`);
    expect(await torn.apply(a, 0, signal)).toMatchObject({ ok: false, code: 'torn' });
    expect(await port.apply(textOf(table('  chain c { nonsense; }')), 0, signal)).toMatchObject({
      ok: false,
      code: 'rules',
    });
    expect(held()).toBe('nothing');
    const run = (words: string[], input = ''): string => {
      try {
        return execFileSync('sh', ['-c', script, 'mien-enforce', ...words], { input, encoding: 'utf8' });
      } catch (thrown) {
        return (thrown as { stdout: string }).stdout;
      }
    };
    for (const words of [
      [],
      ['sh'],
      ['read', 'x'],
      ['apply', a.digest, '-1'],
      ['apply', a.digest, '1;id'],
      ['apply', 'x', '1'],
      ['change', 'inet'],
      ['confirm', '../../etc'],
      ['later', a.digest, '1', '$(id)'],
    ])
      expect(run(words), words.join(' ')).toMatch(/^error usage /);
  });

  it('holds the old or the new rules, never a mixture, when it is killed at any step; and goes back', async () => {
    await lab.port().apply(a, 0, signal);
    const seen: string[] = [];
    for (const step of ['took', 'saved', 'armed', 'loaded', 'told', 'noted']) {
      const torn = script.replace('step() { :; }', () => `step() { [ "$1" != ${step} ] || kill -9 $$; }`);
      expect(torn).not.toBe(script);
      expect(await lab.port(torn).apply(b, 1000, signal), step).toMatchObject({ ok: false });
      const now = held();
      expect(['a', 'b'], step).toContain(now);
      seen.push(now);
      await until(() => held() === 'a', 5000);
      await sleep(1200);
      expect(held(), `${step}, later`).toBe('a');
      // What was interrupted keeps nobody from going on.
      expect(await lab.port().read(signal), step).toMatchObject({ ok: true, value: { revertsIn: null } });
      await lab.port().apply(a, 0, signal);
      expect(await lab.port().read(signal), step).toMatchObject({
        ok: true,
        value: { asLoaded: true, digest: a.digest },
      });
    }
    expect(seen).toEqual(['a', 'a', 'a', 'b', 'b', 'b']);
  }, 60_000);

  it('lets two consoles at it one after the other', async () => {
    const ports = Array.from({ length: 6 }, () => lab.port());
    const outcomes = await Promise.all(ports.map((port, at) => port.apply(at % 2 === 0 ? a : b, 0, signal)));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(['a', 'b']).toContain(held());
    expect(await lab.port().read(signal)).toMatchObject({ ok: true, value: { asLoaded: true } });
  });

  it('goes back within its time when the console is killed, with all of its processes', async () => {
    await lab.port().apply(a, 0, signal);
    // A console of its own process group, killed as a whole right after it applied.
    const source = `
      import { CommandPort } from ${JSON.stringify(join(import.meta.dirname, 'command-port.ts'))};
      import { readFileSync } from 'node:fs';
      const { place, rules } = JSON.parse(readFileSync(0, 'utf8'));
      const port = new CommandPort('h1', place, null);
      const outcome = await port.apply(rules, 2000, new AbortController().signal);
      if (!outcome.ok) process.exit(1);
      process.kill(-process.pid, 'SIGKILL');`;
    const place = { uri: 'qemu:///system', prefix: lab.prefix, script, sockets: '' };
    expect(() =>
      execFileSync('setsid', ['-w', process.execPath, '--input-type=module', '-e', source], {
        input: JSON.stringify({ place, rules: b }),
        stdio: ['pipe', 'ignore', 'pipe'],
      }),
    ).toThrow();
    expect(held()).toBe('b');
    await until(() => held() === 'a', 6000);
  });

  it('is too late after its deadline, and cancelled when asked to be', async () => {
    const port = lab.port('sleep 60');
    const cancel = new AbortController();
    setTimeout(() => cancel.abort(), 100);
    expect(await port.read(cancel.signal)).toMatchObject({ ok: false, code: 'cancelled' });
    expect(await lab.port('echo hello').read(signal)).toMatchObject({ ok: false, code: 'answer' });
    expect(await lab.port('exit 3').read(signal)).toMatchObject({ ok: false, code: 'unreachable' });
  });

  it('says why there is no way', async () => {
    const port = new CommandPort('h', { uri: 'qemu+tls://host/system', prefix: [], script, sockets: '' }, null);
    expect(await port.read(signal)).toMatchObject({ ok: false, code: 'no-way' });
  });
});

const noSsh = reason || lackingForSshd();
let sshd: PrivateSshd | null = null;
const folder = mkdtempSync(join(tmpdir(), 'mien-enforce-'));
afterAll(async () => {
  await sshd?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(noSsh !== '')("the host's command over ssh", () => {
  it('does the same, installed or sent along; one connection serves all; a changed key is refused', async () => {
    lab = createRuleLab();
    try {
      sshd = await startSshd(folder);
      const installed = join(folder, 'mien-enforce');
      writeFileSync(installed, script, { mode: 0o755 });
      const sockets = join(folder, 's');
      mkdirSync(sockets, { recursive: true });
      const prefixes = [lab.entered(), [...lab.entered(), installed]];
      const uri = (hosts: string): string =>
        `qemu+ssh://root@127.0.0.1:${sshd!.port}/system?keyfile=${sshd!.key}&known_hosts=${hosts}`;
      const times: number[] = [];
      for (const prefix of prefixes) {
        const place = { uri: uri(sshd.knownHosts), prefix, script, sockets };
        const port = new CommandPort('h2', place, null);
        for (const rules of [a, b, nothing]) {
          const begun = performance.now();
          expect(await port.apply(rules, 0, signal)).toMatchObject({ ok: true, value: { digest: rules.digest } });
          times.push(Math.round(performance.now() - begun));
        }
        expect(held()).toBe('nothing');
      }
      process.stdout.write(`apply over ssh: ${times.join(', ')} ms\n`);
      const stranger = new CommandPort('h2', { uri: uri(sshd.changedHosts), prefix: [], script, sockets: '' }, null);
      expect(await stranger.read(signal)).toMatchObject({ ok: false, code: 'unreachable' });
    } finally {
      lab.close();
    }
  }, 60_000);
});
