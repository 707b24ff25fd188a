import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testbed, type TestbedStatus } from '../testbed.ts';
import {
  carryOut,
  enforce,
  type EnforcingConsole,
  list,
  reaches,
  rulesOf,
  startController,
  startEnforcing,
  until,
} from './enforcement.test-support.ts';

/** Milliseconds from a risk's crossing to the rule in force; asserted at five times. */
const limit = 600;
/** Any public address: in the testbed it is ours. */
const controller = '45.155.205.66';
let status: TestbedStatus;
let console: EnforcingConsole;
let controllerServer: { close(): void } | null = null;
const vmOf = (name: string) => status.hosts.flatMap(({ vms }) => vms).find((vm) => vm.name === name)!;
const riskOf = async (uuid: string): Promise<number> =>
  (await console.client.call('subject.list', { session: 'live' })).rows.find(({ id }) => id === uuid)?.risk ?? 0;
const stateOf = async (host: string): Promise<string> =>
  (await console.client.call('enforcement.get', {})).hosts.find(({ hostName }) => hostName === host)?.state ?? '';

beforeAll(async () => {
  status = await testbed.status();
  console = await startEnforcing(status.hosts);
  await until('the VMs appear', async () => {
    const { rows } = await console.client.call('subject.list', { session: 'live' });
    return ['web', 'db', 'attacker', 'replica'].every((name) => rows.some((row) => row.name === name));
  });
  controllerServer = startController(status.world, controller);
  await list(console, [controller]);
});
afterAll(async () => {
  controllerServer?.close();
  for (const { name, enforcedVersion } of (await console.client.call('policy.list', {})).policies)
    if (enforcedVersion !== null)
      await carryOut(console, await console.client.call('policy.plan', { name, version: null }), 'over');
  await console.close();
});

describe('policies on real hosts', () => {
  it('isolates a VM in one confirmed act, on a host by its socket and on one over ssh, and releases it', async () => {
    for (const [host, name] of [
      ['h1', 'cache'],
      ['h2', 'replica'],
    ] as const) {
      const { uuid } = vmOf(name);
      expect(await reaches(host, name, vmOf('web').ip, 80), `${name} at first`).toBe(true);
      const plan = await console.client.call('vm.plan-isolation', { vm: uuid, isolate: true, lifetime: null });
      expect(plan.hosts).toMatchObject([{ hostName: host, rules: 'inet', vms: 1, refusals: [] }]);
      const change = await console.client.call('change.apply', { plan: plan.id, reason: 'live test' });
      expect(change.hosts).toMatchObject([{ state: 'applied' }]);
      process.stdout.write(`isolating ${name} on ${host} took ${Math.round(change.hosts[0]!.took)} ms\n`);
      await console.client.call('change.keep', { id: change.id });
      expect(await reaches(host, name, vmOf('web').ip, 80), `${name} isolated`).toBe(false);
      expect(await reaches('h1', 'web', vmOf('db').ip, 5432), 'the others').toBe(true);
      await carryOut(
        console,
        await console.client.call('vm.plan-isolation', { vm: uuid, isolate: false, lifetime: null }),
        'over',
      );
      expect(await reaches(host, name, vmOf('web').ip, 80), `${name} released`).toBe(true);
      expect(await rulesOf(host)).toBe('');
    }
  });

  it('goes back within its time where nobody answers, and when rules are flushed puts them back', async () => {
    const { uuid } = vmOf('cache');
    const plan = await console.client.call('vm.plan-isolation', { vm: uuid, isolate: true, lifetime: null });
    const change = await console.client.call('change.apply', { plan: plan.id, reason: 'live test' });
    expect(await rulesOf('h1')).not.toBe('');
    const took = await until('it goes back', async () => (await rulesOf('h1')) === '', 60_000);
    process.stdout.write(`the host went back by itself after ${(took / 1000).toFixed(1)} s (30 were asked for)\n`);
    await until('it is told', async () => {
      const { changes } = await console.client.call('change.list', {});
      return changes.find(({ id }) => id === change.id)?.state === 'reverted';
    });
    await carryOut(
      console,
      await console.client.call('vm.plan-isolation', { vm: uuid, isolate: true, lifetime: null }),
      'stay',
    );
    await testbed.inside('h1', 'nft', 'flush', 'ruleset');
    expect(await rulesOf('h1')).toBe('');
    const back = await until('they are put back', async () => (await rulesOf('h1')) !== '', 50_000);
    process.stdout.write(`flushed rules are back after ${(back / 1000).toFixed(1)} s (limit 10)\n`);
    await carryOut(
      console,
      await console.client.call('vm.plan-isolation', { vm: uuid, isolate: false, lifetime: null }),
      'over',
    );
    const { entries, whole } = await console.client.call('audit.list', { limit: 100 });
    expect(whole).toBe(true);
    expect(entries.some(({ what }) => what === 'rules changed by somebody else')).toBe(true);
  }, 240_000);

  it('answers clients where only inbound https is allowed', async () => {
    const text = `policy: web-only
applies: { vm: web }
rules:
  - allow: inbound
    ports: [80]
otherwise: { inbound: deny, outbound: deny }
`;
    await enforce(console, 'web-only', text);
    expect(await reaches('h1', 'cache', vmOf('web').ip, 80)).toBe(true);
    expect(await reaches('h1', 'web', vmOf('db').ip, 5432)).toBe(false);
    await carryOut(console, await console.client.call('policy.plan', { name: 'web-only', version: null }), 'over');
    expect(await reaches('h1', 'web', vmOf('db').ip, 5432)).toBe(true);
  });

  it('cuts what goes to a bad reputation once the risk crosses the line, and nothing else', async () => {
    const text = `policy: cut-bad
applies: {}
rules:
  - deny: outbound
    to: { reputation: "< 0.3" }
    when: { risk: "> 0.5" }
automation: enforce
`;
    await enforce(console, 'cut-bad', text);
    const { uuid } = vmOf('attacker');
    expect(await riskOf(uuid)).toBeLessThan(0.5);
    expect(await reaches('h1', 'attacker', controller, 8080), 'before').toBe(true);
    const beacon = `i=0; while [ $i -lt 90 ]; do timeout 2 wget -q -O /dev/null http://${controller}:8080/; i=$((i + 1)); sleep 1; done`;
    await testbed.guest('h1', 'attacker', `(${beacon}) >/dev/null 2>&1 &`);
    const attack = testbed.call('attack', 'scan', '--seconds', '40');
    await until('the risk crosses the line', async () => (await riskOf(uuid)) > 0.5, 120_000);
    const crossed = Date.now();
    await until('the rule is there', async () =>
      (await console.client.call('change.list', {})).changes.some(({ automatic }) => automatic),
    );
    const act = (await console.client.call('change.list', {})).changes.find(({ automatic }) => automatic)!;
    process.stdout.write(
      `the rule was in force and confirmed ${Math.round(act.at / 1000 - crossed)} ms after the crossing was seen (limit ${limit})\n`,
    );
    expect(act).toMatchObject({ state: 'confirmed', by: 'automation' });
    expect(act.at / 1000 - crossed).toBeLessThan(5 * limit);
    expect(await reaches('h1', 'attacker', controller, 8080), 'after').toBe(false);
    expect(await reaches('h1', 'web', vmOf('db').ip, 5432)).toBe(true);
    await attack.catch(() => '');
    expect(await stateOf('h1')).toBe('as-wanted');
  }, 300_000);
});
