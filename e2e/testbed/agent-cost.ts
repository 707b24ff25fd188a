// agent-cost.ts [--vm VM] [--pairs N] - what the agent costs a guest: loads with the agent and without it in turn, and the paired
// ratios of the processor time of the guest's virtual processors, the agent's own work included. That time goes on being right
// where the machine has other work, which the guest's clock does not. The guests must have been brought up with MIEN_TESTBED_AGENT.
import { readdir, readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { usualAgentSettings } from '../../main/hosts/agents/agent-settings.ts';
import { AgentReader } from '../../native/agentlink/agent-reader.ts';
import { encodeConsoleMessage } from '../../native/agentlink/encode-console-message.ts';
import { testbed } from './testbed.ts';

const { values } = parseArgs({
  options: { vm: { type: 'string', default: 'web' }, pairs: { type: 'string', default: '10' } },
});
const { vm } = values;
const pairs = Math.max(2, Number(values.pairs));

/** Each takes about a second of a processor in software emulation. */
const loads = [
  { name: 'reads and writes of 4 KiB', target: 1.05, command: 'dd if=/dev/zero of=/dev/null bs=4096 count=300000' },
  { name: 'reads and writes of one byte', target: 1.05, command: 'dd if=/dev/zero of=/dev/null bs=1 count=600000' },
  {
    name: 'like a build',
    target: 1.02,
    command: `mkdir -p /tmp/cost && cd /tmp/cost && for i in 1 2 3 4 5 6; do
      seq 1 400 | awk '{print $1 * $1, "line", $1}' >a$i.c; sort -n -r a$i.c | gzip >a$i.gz; sed s/line/word/ a$i.c | md5sum >a$i.d
      awk 'BEGIN {for (i = 0; i < 20000; i++) s += i * i; print s}' >a$i.s; cat a$i.s a$i.d >a$i.o; rm a$i.c a$i.s; done`,
  },
];
/** How many times beyond a target the whole interval has to lie before this fails; machines differ. */
const tolerance = 5;

const status = await testbed.status();
const host = status.hosts.find(({ vms }) => vms.some(({ name, state }) => name === vm && state === 'running'));
const guest = host?.vms.find(({ name }) => name === vm);
if (host === undefined || guest === undefined) throw new Error(`No guest “${vm}” is running.`);
const run = (command: string): Promise<string> => testbed.guest(host.id, vm, command);
if (!(await run('[ -x /bin/agent ] && echo there')).includes('there'))
  throw new Error('The guest has no agent: bring the testbed up with MIEN_TESTBED_AGENT.');
const processors = await virtualProcessors((await testbed.call('qemu', host.id, vm)).trim());

/** Time that the guest has had its processors since it began, and that it has waited for them, nanoseconds. */
async function used(): Promise<{ had: number; waited: number }> {
  const texts = await Promise.all(processors.map((file) => readFile(file, 'utf8')));
  const sum = (field: number): number => texts.reduce((all, text) => all + Number(text.split(' ')[field]), 0);
  return { had: sum(0), waited: sum(1) };
}

const whole = { had: 0, waited: 0 };

async function cost(command: string): Promise<number> {
  const begin = await used();
  await run(`(${command}) >/dev/null 2>&1`);
  const end = await used();
  whole.had += end.had - begin.had;
  whole.waited += end.waited - begin.waited;
  return end.had - begin.had;
}

async function virtualProcessors(qemu: string): Promise<string[]> {
  const threads = (await readdir(`/proc/${qemu}/task`)).map((thread) => `/proc/${qemu}/task/${thread}`);
  const names = await Promise.all(threads.map((thread) => readFile(`${thread}/comm`, 'utf8')));
  return threads.filter((_, index) => names[index]?.startsWith('CPU ')).map((thread) => `${thread}/schedstat`);
}

let resident = 0;
let lost: Record<string, number> = {};

/** How long an agent takes to know the guest: its programs, its packages. After that it runs for months. */
const settles = 15_000;

/** Starts the agent, welcomes it, and waits until it has told its first counts and settled. */
async function begin(channel: string): Promise<Socket> {
  await run('/bin/agent >/run/mien/agent.log 2>&1 &');
  const socket = connect(channel);
  let sequence = 0;
  const say = (message: Parameters<typeof encodeConsoleMessage>[0]): boolean =>
    socket.write(encodeConsoleMessage(message, (sequence += 1)));
  const settings = { ...usualAgentSettings, key: new Uint8Array(32) };
  const welcome = (): void => {
    sequence = 0;
    say({ kind: 'welcome', nonce: new Uint8Array(16), credit: 1 << 20, settings });
  };
  await new Promise<void>((resolve, reject) => {
    const reader = new AgentReader({
      message: (message) => {
        if (message.kind === 'hello') welcome();
        if (message.kind === 'counts') resolve();
        if (message.kind === 'status') {
          lost = Object.fromEntries(message.streams.map(({ stream, lost }) => [stream, lost]));
        }
      },
      foreign: (version) => reject(new Error(`The agent speaks version ${version}.`)),
    });
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      reader.push(chunk);
      const bytes = reader.takeCharged();
      if (bytes > 0) say({ kind: 'credit', bytes });
    });
    welcome();
    setTimeout(() => reject(new Error('The agent told no counts within two minutes.')), 120_000).unref();
  });
  await sleep(settles);
  return socket;
}

async function end(socket: Socket | null): Promise<void> {
  if (socket !== null) {
    // The most that ever was, its start included, kibibytes.
    const peak = /VmHWM:\s+(\d+)/u.exec(await run('cat /proc/$(pidof agent)/status'))?.[1];
    resident = Math.max(resident, Number(peak ?? Number.NaN) * 1024);
  }
  socket?.destroy();
  await run('killall agent 2>/dev/null; while pidof agent >/dev/null; do sleep 0.2; done');
  await sleep(500);
}

/** Student's t for an interval of 95 %, by degrees of freedom; from 30 on that of the normal distribution is near enough. */
const student = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1, 2.09,
];

/** @returns in words, and the lower end of the interval */
function summary(ratios: readonly number[]): { words: string; low: number } {
  const logs = ratios.map(Math.log);
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1);
  const half = (student[logs.length - 2] ?? 2.04) * Math.sqrt(variance / logs.length);
  const sorted = ratios.toSorted((a, b) => a - b);
  const middle = sorted[sorted.length >> 1] ?? Number.NaN;
  const [ratio, low, high] = [mean, mean - half, mean + half].map((log) => Math.exp(log).toFixed(3));
  return { words: `${ratio} [${low}, ${high}], median ${middle.toFixed(3)}`, low: Math.exp(mean - half) };
}

const ratios = loads.map((): number[] => []);
await end(null);
for (let pair = 1; pair <= pairs; pair += 1) {
  // Which comes first changes, so that what drifts does not count for one side.
  const order = pair % 2 === 0 ? ['on', 'off'] : ['off', 'on'];
  const costs = { on: [] as number[], off: [] as number[] };
  for (const side of order) {
    const socket = side === 'on' ? await begin(guest.channels.agent) : null;
    for (const { command } of loads) costs[side === 'on' ? 'on' : 'off'].push(await cost(command));
    await end(socket);
  }
  loads.forEach((_, index) => ratios[index]?.push((costs.on[index] ?? Number.NaN) / (costs.off[index] ?? Number.NaN)));
  console.log(`pair ${pair}: ${ratios.map((of) => of.at(-1)?.toFixed(3)).join('  ')}`);
}
for (const [index, { name, target }] of loads.entries()) {
  const { words, low } = summary(ratios[index] ?? []);
  console.log(`${name}: with the agent ${words} of the time without it; target ${target}`);
  if (low > 1 + (target - 1) * tolerance) process.exitCode = 1;
}
if (!(resident <= 16 * 1024 * 1024 * tolerance)) process.exitCode = 1;
console.log(`resident: at most ${(resident / 1024 / 1024).toFixed(1)} MiB; target 16`);
// A guest does not see what its host takes from it: where that is much, its agent takes counting to cost less than it does.
const share = whole.waited / (whole.had + whole.waited);
console.log(
  `the guest waited for its processors for ${Math.round(100 * share)} % of the time; above 20 % the ratios are too high`,
);
console.log(`lost in the last run: ${JSON.stringify(lost)}`);
