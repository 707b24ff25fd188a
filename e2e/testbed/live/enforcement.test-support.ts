import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { contract, type MienContract } from '../../../shared/contract/contract.ts';
import { createClient } from '../../../shared/rpc/client.ts';
import { createMemoryChannels } from '../../../shared/rpc/memory-channel.ts';
import type { Client } from '../../../shared/rpc/procedure.ts';
import { createServer } from '../../../shared/rpc/server.ts';
import { createEngine, type Engine } from '../../../main/engine.ts';
import { engineOptions } from '../../../main/engine-options.test-support.ts';
import { testbed, type TestbedStatus } from '../testbed.ts';

type TestbedHost = TestbedStatus['hosts'][number];

/** A console that watches the testbed's hosts and may change them. */
export interface EnforcingConsole {
  client: Client<MienContract>;
  home: string;
  close(): Promise<void>;
}

/** Words that enter a host's namespaces. */
export function prefixOf(host: TestbedHost): string[] {
  return host.enter.split(' ').filter((word) => word !== '');
}

/** Starts an engine of its own: the first host by its socket, the second over ssh; both may be changed. */
export async function startEnforcing(hosts: readonly TestbedHost[], home?: string): Promise<EnforcingConsole> {
  const folder = home ?? mkdtempSync(join(tmpdir(), 'mien-enforcing-'));
  const engine: Engine = createEngine(engineOptions(folder));
  const [near, far] = createMemoryChannels();
  createServer(contract, engine.handlers, far, engine.sinks);
  const client = createClient(contract, near);
  if (!engine.resume())
    for (const [at, host] of hosts.entries()) {
      const local = at === 0;
      const uri = local ? host.uris.unix : `${host.uris.ssh}&known_hosts=${host.ssh.knownHosts}`;
      const capturePrefix = local ? prefixOf(host) : [];
      const { id } = await client.call('host.add', { uri, name: host.id, capture: true, capturePrefix });
      await client.call('host.enforce', { id, permitted: true, prefix: capturePrefix });
    }
  return {
    client,
    home: folder,
    close: async () => {
      await engine.close();
      if (home === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits for something. @returns milliseconds it took */
export async function until(what: string, check: () => Promise<boolean>, patience = 60_000): Promise<number> {
  const begun = performance.now();
  while (!(await check())) {
    if (performance.now() - begun > patience) throw new Error(`${what}: not within ${patience} ms`);
    await sleep(20);
  }
  return performance.now() - begun;
}

/** Has the console believe a list of addresses that all are bad. */
export async function list({ client, home }: EnforcingConsole, addresses: readonly string[]): Promise<void> {
  const path = join(home, 'bad.txt');
  writeFileSync(path, `${addresses.join('\n')}\n`);
  const settings = {
    id: 'own-list',
    name: 'Own list',
    source: { kind: 'file' as const, path },
    format: '' as const,
    isWarning: false,
    isGood: false,
    weight: 0.95,
    halfLife: 90,
    licence: 'own',
    mayExport: true,
    every: 0,
    state: 'trusted' as const,
  };
  await client.call('intel.put', { settings });
  await client.call('intel.refresh', { id: 'own-list' });
  for (let tries = 0; ; tries += 1) {
    const [feed] = (await client.call('intel.list', {})).feeds;
    if (feed?.isBusy === false && feed.indicators === addresses.length) return;
    if (tries > 500) throw new Error(`the list is not believed: ${JSON.stringify(feed)}`);
    await sleep(20);
  }
}

/** Applies what a plan says and keeps it. */
export async function carryOut(console: EnforcingConsole, plan: { id: string }, reason: string): Promise<string> {
  const change = await console.client.call('change.apply', { plan: plan.id, reason });
  await console.client.call('change.keep', { id: change.id });
  return change.id;
}

/** Saves a policy and puts it into force. */
export async function enforce(console: EnforcingConsole, name: string, text: string): Promise<string> {
  const known = (await console.client.call('policy.list', {})).policies.find((policy) => policy.name === name);
  const { version } = await console.client.call('policy.save', { text, base: known?.version ?? null, reason: '' });
  return carryOut(console, await console.client.call('policy.plan', { name, version }), 'live test');
}

/** Whether a TCP connection from a guest is answered with anything. */
export async function reaches(host: string, vm: string, address: string, port: number): Promise<boolean> {
  // A database lets in who greets it; a web server answers anything.
  const greeting = String.raw`printf '\0\0\0\010\0\0\0\0'`;
  const ask = port === 5432 ? greeting : String.raw`printf 'GET / HTTP/1.0\r\n\r\n'`;
  const said = await testbed.guest(host, vm, `${ask} | timeout 3 nc -w 2 ${address} ${port} | head -c 1 | wc -c`);
  return Number(said.trim()) > 0;
}

/** What the kernel of a host holds of ours. */
export function rulesOf(host: string): Promise<string> {
  return testbed.inside(host, 'sh', '-c', 'for f in bridge inet; do nft list table $f mien 2>/dev/null; done; true');
}

/**
 * A controller on an address that no list calls reserved: feeds are not believed about documentation addresses, which is all that the outside
 * world has else. It lives in the world's namespace, which nothing leaves.
 */
export function startController(world: string, address: string): { close(): void } {
  execFileSync('ip', ['-n', world, 'route', 'replace', 'local', address, 'dev', 'lo']);
  const serve = `require('node:http').createServer((_, answer) => answer.end('none')).listen(8080, '${address}')`;
  const child = spawn('ip', ['netns', 'exec', world, process.execPath, '-e', serve], { stdio: 'ignore' });
  return {
    close: () => {
      child.kill('SIGKILL');
      execFileSync('ip', ['-n', world, 'route', 'del', 'local', address, 'dev', 'lo']);
    },
  };
}
