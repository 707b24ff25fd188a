// Watches a simulated fleet with everything that watching takes: polls, rates, judging, storing, and a page that is told.
// usage: watch-loop VMS SECONDS [SPEED [TICK]] — speed turns the clock faster, tick is the simulated interval of polls, ms.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contract } from '../../shared/contract/contract.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { createMemoryChannels } from '../../shared/rpc/memory-channel.ts';
import { createServer } from '../../shared/rpc/server.ts';
import type { HostClock } from '../../main/hosts/host-clock.ts';
import { createEngine } from '../../main/engine.ts';
import { applicationRoot } from '../application-root.ts';
import { findHostProgram } from '../find-host-program.ts';
import { findParser } from '../find-parser.ts';

const [vms = '1000', seconds = '60', speedText = '1', tick = '1000'] = process.argv.slice(2);
const speed = Number(speedText);
const origin = Date.now();
const clock: HostClock = {
  now: () => (origin + (performance.timeOrigin + performance.now() - origin) * speed) * 1000,
  every: (milliseconds, run) => {
    const timer = setInterval(run, milliseconds / speed);
    return () => clearInterval(timer);
  },
};

const home = mkdtempSync(join(tmpdir(), 'mien-watch-'));
const root = applicationRoot();
const engine = createEngine({
  home,
  resources: join(root, 'resources'),
  applicationRoot: root,
  parser: findParser(root, import.meta.url.endsWith('.ts')),
  hosts: findHostProgram(root, import.meta.url.endsWith('.ts')),
  shell: 'browser',
  version: 'bench',
  user: 'bench',
  clock,
});
const { signal } = new AbortController();
const every = { interfaces: Number(tick), cpu: Number(tick) * 5, disks: Number(tick) * 30 };
const { session } = await engine.handlers['host.add'](
  { uri: `simulated:///?vms=${vms}&seed=7`, capture: false, capturePrefix: [], flows: 'packets', agents: false, every },
  signal,
);

// The page: the fleet's rows and the honesty bar, as the console follows them.
const [page, side] = createMemoryChannels();
createServer(contract, engine.handlers, side, engine.sinks);
const client = createClient(contract, page);
let rows = 0;
let pushed = 0;
let ticks = 0;
let lastTick: number | null = null;
client.follow(
  'subject.changes',
  { session },
  (value) => {
    rows = value.rows.length;
    pushed++;
  },
  { signal },
);
client.follow(
  'session.changes',
  {},
  ({ open }) => {
    const tickTime = open.find(({ id }) => id === session)?.live?.lastTick ?? null;
    if (tickTime !== lastTick) ticks++;
    lastTick = tickTime;
  },
  { signal },
);

const started = performance.now();
const from = process.cpuUsage();
const memory: { hours: number; mebibytes: number }[] = [];
/** What lives after a collection, where the collector can be called (--expose-gc): resident memory follows it with a delay. */
const living: { hours: number; mebibytes: number }[] = [];
const sampling = setInterval(() => {
  memory.push({
    hours: ((performance.now() - started) * speed) / 3.6e6,
    mebibytes: process.memoryUsage.rss() / 2 ** 20,
  });
  if (globalThis.gc !== undefined && memory.length % 30 === 0) {
    globalThis.gc();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    living.push({ hours: memory.at(-1)?.hours ?? 0, mebibytes: (heapUsed + arrayBuffers) / 2 ** 20 });
  }
  if (memory.length % 30 === 0) process.stderr.write(`${JSON.stringify(memory.at(-1))}\n`);
}, 2000);
await new Promise((resolve) => {
  setTimeout(resolve, Number(seconds) * 1000);
});
clearInterval(sampling);
const { user, system } = process.cpuUsage(from);
const wall = (performance.now() - started) / 1000;
const state = (await engine.handlers['session.list']({}, signal)).open.find(({ id }) => id === session);
console.log(
  JSON.stringify({
    rows,
    pushed,
    ticks,
    expected: Math.floor((wall * speed * 1000) / Number(tick)),
    share: (user + system) / 1e6 / wall,
    flows: state?.flows ?? 0,
    storeBytes: state?.indexBytes ?? 0,
    living,
    memory,
  }),
);
await engine.close();
rmSync(home, { recursive: true, force: true });
process.exit(0);
