import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AddressSet, VmRules } from '../../host-rules.ts';
import { compileRules } from '../compile-rules.ts';
import { toText } from '../compiled-table.ts';
import { aRule, aVm } from '../random-rules.test-support.ts';
import { createRuleLab, lab, type LabProgram, type RuleLab, whyNoRuleLab } from './testing/rule-lab.ts';

const missing = whyNoRuleLab();
if (missing !== '') console.warn(`What rules do to connections is not tested: ${missing}.`);

const patience = { timeout: 6000, interval: 50 };
const port = (number: number): { from: number; to: number }[] => [{ from: number, to: number }];
const https = aRule('https', { direction: 'in', protocols: [6], ports: port(443) });

/** Answers each line with the same. */
const echo = (at: number): string =>
  `require('node:net').createServer((s) => { s.on('error', () => {}); s.pipe(s); }).listen(${at}, '::', () => console.log('listens'));`;
/** Keeps one connection and says what comes back: a line of input is sent over it. */
const talk = (to: string, at: number): string => `
  const s = require('node:net').connect({ host: '${to}', port: ${at} }, () => console.log('connected'));
  console.log('begun');
  s.on('error', (e) => console.log('error ' + e.code));
  s.on('data', (d) => process.stdout.write('got ' + d));
  process.stdin.on('data', (d) => s.write(d));`;
/** Counts what comes in. */
const sink = (at: number): string => `
  let bytes = 0;
  require('node:net').createServer((s) => { s.on('error', () => {}); s.on('data', (d) => { bytes += d.length; }); })
    .listen(${at}, '::', () => console.log('listens'));
  setInterval(() => console.log('bytes ' + bytes), 100);`;
const pour = (to: string, at: number): string => `
  const s = require('node:net').connect({ host: '${to}', port: ${at} }, () => { const go = () => { while (s.write(Buffer.alloc(20000))); s.once('drain', go); }; go(); });
  s.on('error', () => {});
  console.log('begun');`;

describe.skipIf(missing !== '')('rules and connections', { timeout: 60_000 }, () => {
  let bench: RuleLab;
  let programs: LabProgram[] = [];
  beforeAll(() => {
    bench = createRuleLab();
  });
  afterEach(() => {
    for (const program of programs) program.end();
    programs = [];
  });
  afterAll(() => bench.close());

  const load = (vm: Partial<VmRules>, sets: readonly AddressSet[] = [], rules: 'inet' | 'bridge' = 'inet'): void => {
    const { lines } = compileRules({ host: 'h', vms: [aVm(vm)], sets, wants: [] }, rules);
    // What another mode left is none of this one's.
    const clear = rules === 'bridge' ? 'add table inet mien\ndelete table inet mien\n' : '';
    bench.host(['nft', '-f', '-'], clear + toText(lines));
  };
  const begin = async (at: 'vm' | 'peers', script: string): Promise<LabProgram> => {
    const program = await bench.begin(at, script);
    programs.push(program);
    return program;
  };
  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    });

  it.each(['inet', 'bridge'] as const)('who may be called answers, and calls nobody (%s)', async (rules) => {
    load({ rules: [https] }, [], rules);
    await begin('vm', echo(443));
    await begin('peers', echo(444));
    const caller = await begin('peers', talk(lab.vm4, 443));
    caller.say('hello');
    await vi.waitFor(() => expect(caller.output()).toContain('got hello'), patience);
    const called = await begin('vm', talk('203.0.113.7', 444));
    await pause(700);
    expect(called.output()).toBe('begun\n');
  });

  it.each(['inet', 'bridge'] as const)(
    'a rule that comes later cuts what runs, and spares the rest (%s)',
    async (rules) => {
      const ssh = aRule('ssh', { direction: 'in', protocols: [6], ports: port(22) });
      load({ rules: [https, ssh] }, [], rules);
      await begin('vm', echo(443));
      await begin('vm', echo(22));
      const [cut, spared] = [await begin('peers', talk(lab.vm4, 443)), await begin('peers', talk(lab.vm4, 22))];
      for (const caller of [cut, spared]) {
        caller.say('one');
        await vi.waitFor(() => expect(caller.output()).toContain('got one'), patience);
      }
      load({ rules: [{ ...https, id: 'no', verdict: { type: 'drop' } }, ssh] }, [], rules);
      for (const caller of [cut, spared]) caller.say('two');
      await vi.waitFor(() => expect(spared.output()).toContain('got two'), patience);
      await pause(500);
      expect(cut.output()).not.toContain('got two');
    },
  );

  it('what ran before anything was followed goes on where it is allowed', async () => {
    bench.host(['nft', 'flush', 'ruleset']);
    await begin('vm', echo(443));
    const caller = await begin('peers', talk(lab.vm4, 443));
    caller.say('one');
    await vi.waitFor(() => expect(caller.output()).toContain('got one'), patience);
    load({ rules: [https] });
    caller.say('two');
    await vi.waitFor(() => expect(caller.output()).toContain('got two'), patience);
  });

  it('refuses with an answer', async () => {
    load({ rules: [aRule('no', { verdict: { type: 'reject' } })] });
    const caller = await begin('vm', talk('203.0.113.7', 80));
    await vi.waitFor(() => expect(caller.output()).toContain('error ECONNREFUSED'), { timeout: 900, interval: 20 });
    const toHost = await begin('vm', talk(lab.host4, 80));
    await vi.waitFor(() => expect(toHost.output()).toContain('error ECONNREFUSED'), { timeout: 900, interval: 20 });
  });

  it('asks about what goes to the host itself, and comes from it', async () => {
    load({ rules: [aRule('dns', { protocols: [17], ports: port(53) })] });
    const closed = await begin('vm', talk(lab.host4, 81));
    await pause(500);
    expect(closed.output()).toBe('begun\n');
    await begin('vm', echo(8080));
    const call = `const s = require('node:net').connect({ host: '${lab.vm4}', port: 8080 }, () => { console.log('in'); process.exit(0); });
      s.setTimeout(700, () => { console.log('out'); process.exit(0); });`;
    expect(bench.host([process.execPath, '-e', call])).toBe('out\n');
    load({ rules: [aRule('any', {}), aRule('http', { direction: 'in', protocols: [6], ports: port(8080) })] });
    const open = await begin('vm', talk(lab.host4, 81));
    // Nobody listens, and says so.
    await vi.waitFor(() => expect(open.output()).toContain('error ECONNREFUSED'), patience);
    expect(bench.host([process.execPath, '-e', call])).toBe('in\n');
  });

  it('leads elsewhere, and nowhere else', async () => {
    const led = aRule('led', {
      protocols: [6],
      ports: port(80),
      verdict: { type: 'redirect', address: '10.66.0.2', port: 3128 },
    });
    load({ rules: [led] });
    await begin('peers', echo(3128));
    await begin('peers', echo(80));
    const caller = await begin('vm', talk('203.0.113.7', 80));
    caller.say('hello');
    await vi.waitFor(() => expect(caller.output()).toContain('got hello'), patience);
    const direct = await begin('vm', talk('10.66.0.2', 3128));
    await pause(500);
    expect(direct.output()).toBe('begun\n');
  });

  const bytesAt = async (program: LabProgram, milliseconds: number): Promise<number> => {
    await pause(milliseconds);
    return Number(/bytes (\d+)\n$/.exec(program.output())?.[1] ?? 0);
  };

  it('bounds what goes by, and counts what goes out until its window ends', async () => {
    const any = aRule('any', {});
    const rate = 400_000;
    load({ rules: [aRule('slow', { verdict: { type: 'limit', rate } }), any] });
    const counted = await begin('peers', sink(9000));
    await begin('vm', pour('203.0.113.7', 9000));
    const first = await bytesAt(counted, 1000);
    const later = await bytesAt(counted, 2000);
    expect(first).toBeGreaterThan(0);
    expect((later - first) / 2).toBeLessThan(rate * 1.3);
    expect((later - first) / 2).toBeGreaterThan(rate * 0.3);
    for (const program of programs) program.end();
    programs = [];
    load({ rules: [aRule('less', { verdict: { type: 'quota', bytes: 1_000_000, window: 3000 } }), any] });
    const again = await begin('peers', sink(9001));
    await begin('vm', pour('203.0.113.7', 9001));
    const sent = await bytesAt(again, 1200);
    expect(sent).toBeGreaterThan(500_000);
    expect(sent).toBeLessThan(1_100_000);
    expect(await bytesAt(again, 500)).toBe(sent);
    // The window is over: it goes on, for as much again.
    await vi.waitFor(async () => expect(await bytesAt(again, 100)).toBeGreaterThan(sent + 400_000), {
      timeout: 15_000,
      interval: 200,
    });
    expect(await bytesAt(again, 200)).toBeLessThan(2_200_000);
  });
});
