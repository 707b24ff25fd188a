import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testbed, type TestbedStatus } from '../testbed.ts';
import { carryOut, enforce, type EnforcingConsole, startEnforcing, until } from './enforcement.test-support.ts';

const run = promisify(execFile);
let status: TestbedStatus;
let console: EnforcingConsole;
const virsh = async (...words: string[]): Promise<string> =>
  (await run('virsh', ['-q', '-c', status.hosts[0]!.uris.unix, ...words])).stdout.trim();
const release = async (): Promise<string> =>
  carryOut(console, await console.client.call('policy.plan', { name: 'limits', version: null }), 'over');
const limits = (acts: string): Promise<string> =>
  enforce(console, 'limits', `policy: limits\napplies: { vm: cache }\nacts:\n${acts}`);
/** Turns of a loop that a guest makes in two seconds. */
const turns = async (): Promise<number> =>
  Number(
    (
      await testbed.guest(
        'h1',
        'cache',
        'end=$(($(date +%s) + 3)); n=0; while [ $(date +%s) -lt $end ]; do i=0; while [ $i -lt 200 ]; do i=$((i+1)); done; n=$((n+1)); done; echo $n',
      )
    ).trim(),
  );
/** Bytes a second that a guest gets from another. */
const speed = async (): Promise<number> => {
  const web = status.hosts[0]!.vms.find(({ name }) => name === 'web')!;
  const said = await testbed.guest(
    'h1',
    'cache',
    `s=$(date +%s); e=$((s + 5)); n=0; while [ $(date +%s) -lt $e ]; do n=$((n + $(timeout 6 wget -q -O - http://${web.ip}/photo.jpg 2>/dev/null | wc -c))); done; echo $((n / ($(date +%s) - s)))`,
  );
  return Number(said.trim());
};

beforeAll(async () => {
  status = await testbed.status();
  console = await startEnforcing(status.hosts.slice(0, 1));
  await until('the VMs appear', async () =>
    (await console.client.call('subject.list', { session: 'live' })).rows.some(({ name }) => name === 'cache'),
  );
});
afterAll(async () => {
  await console.close();
});

describe('what a policy asks of a VM', () => {
  it('is a CPU limit, felt in the guest, up and down, and taken back', async () => {
    /** Share of a CPU that the guest's own gets while it is busy, which does not depend on what else the machine does. */
    const share = async (): Promise<number> => {
      const used = async (): Promise<number> =>
        Number(/vcpu\.0\.time=(\d+)/.exec(await virsh('domstats', '--vcpu', 'cache'))?.[1]) / 1e6;
      const [before, begun] = [await used(), performance.now()];
      const made = await turns();
      const got = ((await used()) - before) / (performance.now() - begun);
      process.stdout.write(`the guest makes ${made} turns with ${got.toFixed(2)} of a CPU\n`);
      return got;
    };
    await share();
    await limits('  - resources: { cpu: 0.1 }\n');
    await until('it is limited', async () => /vcpu_quota\s*:\s*10000/.test(await virsh('schedinfo', 'cache')));
    const slowed = await share();
    expect(slowed).toBeLessThan(0.15);
    await limits('  - resources: { cpu: 0.8 }\n');
    await until('it has more', async () => /vcpu_quota\s*:\s*80000/.test(await virsh('schedinfo', 'cache')));
    const faster = await share();
    expect(faster).toBeGreaterThan(slowed);
    expect(faster).toBeLessThan(0.85);
    await release();
    await until(
      'it has its own',
      async () => !/vcpu_quota\s*:\s*[1-9]\d{3,6}$/m.test(await virsh('schedinfo', 'cache')),
    );
  });

  it('is a limit of its memory, seen in the guest, and taken back', async () => {
    const total = async (): Promise<number> =>
      Number((await testbed.guest('h1', 'cache', "awk '/MemTotal/ {print $2}' /proc/meminfo")).trim());
    const before = await total();
    await limits('  - resources: { memory: 100 MiB }\n');
    await until('the guest has less', async () => (await total()) < before - 15_000);
    await release();
    await until('the guest has it back', async () => (await total()) > before - 5000);
  });

  it('is suspended and resumed', async () => {
    await limits('  - suspend\n');
    await until('it stands still', async () => (await virsh('domstate', 'cache')) === 'paused');
    await release();
    await until('it runs', async () => (await virsh('domstate', 'cache')) === 'running');
  });

  it('is a limit of its network, measured in the guest', async () => {
    const before = await speed();
    await limits('  - resources: { bandwidth: 400 kbit/s }\n');
    const slow = await speed();
    await release();
    process.stdout.write(`the guest gets ${before} B/s, limited to 50,000 B/s it gets ${slow} B/s\n`);
    // What passes at once in the beginning counts into five seconds of measuring.
    expect(slow).toBeLessThan(100_000);
    expect(before).toBeGreaterThan(1.5 * slow);
  });

  it('is a snapshot', async () => {
    await limits('  - snapshot\n');
    await until('the snapshot is there', async () =>
      (await virsh('snapshot-list', 'cache', '--name')).includes('mien-'),
    );
    await release();
    for (const name of (await virsh('snapshot-list', 'cache', '--name'))
      .split('\n')
      .filter((each) => each.startsWith('mien-')))
      await virsh('snapshot-delete', 'cache', name);
  });

  it('is its end', async () => {
    await limits('  - terminate\n');
    await until('it is off', async () => (await virsh('domstate', 'cache')) === 'shut off');
    await release();
    await testbed.call('start', 'h1', 'cache');
  });
});
