// attack.ts NAME [--vm VM] [--seconds S] - runs a scripted attack in a guest and writes down what happened when.
import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { attacks } from './attacks.ts';
import { testbed } from './testbed.ts';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { vm: { type: 'string' }, seconds: { type: 'string' } },
});
const [name = ''] = positionals;
const attack = attacks.get(name);
const vm = values.vm ?? attack?.vm ?? '';
const status = await testbed.status();
const address = new Map(status.hosts.flatMap(({ vms }) => vms.map(({ name, ip }) => [name, ip] as const)));
const host = status.hosts.find(({ vms }) => vms.some(({ name, state }) => name === vm && state === 'running'))?.id;
if (attack === undefined) throw new Error(`There is no attack “${name}”. There are ${[...attacks.keys()].join(', ')}.`);
if (host === undefined) throw new Error(`No guest “${vm}” is running.`);
const seconds = Number(values.seconds ?? attack.seconds);
const whereIs = (guest: string): string => address.get(guest) ?? guest;
const words = attack.words(seconds, whereIs);

const start = Date.now() * 1000;
const script = `/opt/attacks/${name}.sh ${words.join(' ')}`;
await testbed.guest(
  host,
  vm,
  `rm -f /run/mien/ended; (${script}; echo $? >/run/mien/ended) >/run/mien/attack.log 2>&1 &`,
);
// Its end is asked for and not waited for: the channel stays free for others.
const limit = Date.now() + (seconds + 120) * 1000;
let exit = '';
while (exit === '' && Date.now() < limit) {
  await sleep(500);
  exit = (await testbed.guest(host, vm, 'cat /run/mien/ended 2>/dev/null || true')).trim();
}
const end = Date.now() * 1000;
const truth = { name, start, end, vm, technique: attack.technique, peers: attack.peers(whereIs) };
await appendFile(status.truth, `${JSON.stringify(truth)}\n`);
console.log(JSON.stringify(truth));
if (exit !== '0') {
  console.error(`attack ${name}: ${exit === '' ? 'did not end' : `ended with ${exit}`}`);
  console.error(await testbed.guest(host, vm, 'tail -n 20 /run/mien/attack.log'));
  process.exitCode = 1;
}
