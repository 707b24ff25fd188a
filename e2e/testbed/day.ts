// day.ts [--minutes M] [--scale S] [--seed N] - the scripted day, told from outside: visitors browse the shop at a varying
// pace, the workstation reads news and orders, errands are run. Scaled by S, an hour of the plan takes 1/S of an hour; how
// fast a visitor reads and how often one comes stays as it is. It runs in the outside world's namespace and writes what it
// did to STATE/day.ndjson.
import { appendFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { errands, stretchAt } from './day-plan.ts';
import { testbed } from './testbed.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    scale: { type: 'string', default: '1' },
    seed: { type: 'string', default: '7' },
  },
});
const minutes = Number(values.minutes);
const scale = Number(values.scale);
if (!(minutes > 0 && scale > 0)) throw new Error('--minutes and --scale are positive numbers');
const { state, hosts } = await testbed.status();
const guests = new Map(hosts.flatMap(({ id, vms }) => vms.map((vm) => [vm.name, { ...vm, host: id }] as const)));
const web = guests.get('web')?.ip;
if (web === undefined) throw new Error('There is no guest “web”; see testbed.sh up.');

let seed = Number(values.seed);
/** Uniform in 0 to 1, the same for the same seed (Mulberry32). */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const visitors = [71, 88, 93, 104, 117, 140, 162, 201].map((last) => `198.51.100.${last}`);
const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0',
];
const began = Date.now();
const end = began + (minutes * 60_000) / scale;
const minuteNow = () => ((Date.now() - began) / 60_000) * scale;
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort()).once('SIGINT', () => stop.abort());
const running = () => Date.now() < end && !stop.signal.aborted;
const counts = { visits: 0, pages: 0, failures: 0, errands: 0 };

function tell(event: string, more: Record<string, unknown> = {}): void {
  appendFileSync(join(state, 'day.ndjson'), `${JSON.stringify({ time: Date.now() * 1000, event, ...more })}\n`);
}

/** Waits, but not beyond the day. */
async function wait(milliseconds: number): Promise<void> {
  await sleep(Math.min(milliseconds, Math.max(0, end - Date.now())), undefined, { signal: stop.signal }).catch(
    () => undefined,
  );
}

function fetchPage(path: string, agent: Agent, localAddress: string, browser: string): Promise<void> {
  return new Promise((resolve) => {
    const headers = { 'user-agent': browser, host: 'shop.example' };
    const request = get({ host: web, path, agent, localAddress, headers, timeout: 20_000 }, (response) => {
      counts.pages += 1;
      response.resume().on('close', resolve);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => {
      counts.failures += 1;
      resolve();
    });
  });
}

/** Somebody looks at the shop: a page with its parts, then some orders, with time to read between. */
async function visit(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const [from, browser] = [pick(visitors), pick(browsers)];
  counts.visits += 1;
  for (const path of ['/', '/shop.js', '/photo.jpg']) await fetchPage(path, agent, from, browser);
  for (let left = 1 + Math.floor(random() * 3); left > 0 && running(); left -= 1) {
    await wait(1000 + random() * 5000);
    await fetchPage(`/cgi-bin/order?id=${Math.floor(400 * random() ** 2)}`, agent, from, browser);
  }
  agent.destroy();
}

async function command(vm: string, words: string): Promise<void> {
  const guest = guests.get(vm);
  if (guest?.state !== 'running') return;
  await testbed
    .guest(guest.host, vm, `(${words}) >/dev/null 2>&1 &`)
    .catch((error: Error) => tell('failed', { vm, why: error.message }));
}

async function receiveVisitors(): Promise<void> {
  const visits = new Set<Promise<void>>();
  let last = '';
  while (running()) {
    const { name, gap, left } = stretchAt(minuteNow());
    if (name !== last) tell(name);
    last = name;
    const next = -Math.log(1 - random()) * gap * 1000;
    const end = (left * 60_000) / scale;
    await wait(Math.min(next, end));
    // The next stretch has its own pace: exponential gaps have no memory, so it may be drawn again.
    if (next >= end || !running()) continue;
    const one = visit().finally(() => visits.delete(one));
    visits.add(one);
  }
  await Promise.all(visits);
}

async function runErrands(): Promise<void> {
  for (let hour = 0; running(); hour += 1) {
    for (const { name, minute, vm, command: words } of errands) {
      await wait(((hour * 60 + minute - minuteNow()) * 60_000) / scale);
      if (!running()) return;
      tell(name, { vm });
      counts.errands += 1;
      await command(vm, words);
    }
    await wait((((hour + 1) * 60 - minuteNow()) * 60_000) / scale);
  }
}

/** Whoever sits at the workstation reads news and looks at orders; at night nobody does. A replica follows the database. */
async function sitAtDesk(): Promise<void> {
  while (running()) {
    // People read for seconds or for minutes: gaps without a beat, unlike those of a program that asks by the clock.
    await wait(2000 - Math.log(1 - random()) * 22_000);
    if (stretchAt(minuteNow()).name === 'night') continue;
    const page = pick([
      'http://news.example.com/bytes/64000',
      'http://news.example.com/',
      `http://web/cgi-bin/order?id=${Math.floor(random() * 400)}`,
    ]);
    await command('attacker', `wget -q -O /dev/null -U '${browsers[1]}' '${page}'`);
    if (random() < 0.3)
      await command('attacker', `wget -q -O /dev/null --no-check-certificate https://api.example.com/mail`);
    await command(
      'replica',
      `{ printf '\\0\\0\\0\\041\\0\\003\\0\\0user\\0shop\\0database\\0shop\\0\\0'; sleep 1; printf 'X\\0\\0\\0\\004'; } | nc -w 5 db 5432`,
    );
  }
}

tell('begin', { minutes, scale, seed: values.seed });
await Promise.all([receiveVisitors(), runErrands(), sitAtDesk()]);
tell('end', counts);
console.log(JSON.stringify(counts));
