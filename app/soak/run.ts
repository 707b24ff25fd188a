import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { WebSocket } from 'ws';
import { contract } from '../../shared/contract/contract.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { createSocketChannel } from '../../shared/rpc/socket-channel.ts';
import { applicationRoot } from '../application-root.ts';
import { fitSlope } from './fit-slope.ts';

/** Growth a visit above which the run has failed: an analyst opens some dozen sessions a day, for weeks. */
const KIBIBYTES = 16;
/** Files open at the end above those in the middle of the run. */
const FILES_LEFT = 5;
/** The first part of a run fills caches and warms the compiler: it says nothing about leaks. */
const WARM_UP = 1 / 2;
/** Without a bound the heap grows for minutes before anything is collected, and that looks like a leak. */
const HEAP_MEBIBYTES = 96;

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '10' } },
  allowPositionals: true,
});
if (positionals.length === 0) throw new Error('usage: npm run soak -- [--minutes N] FILE…');
const home = mkdtempSync(join(tmpdir(), 'mien-soak-'));
const server = spawn(
  process.execPath,
  [`--max-old-space-size=${HEAP_MEBIBYTES}`, join(applicationRoot(), 'dist', 'cli.js'), 'serve', ...positionals],
  {
    env: { ...process.env, MIEN_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  },
);

/** Memory and open files of the engine's process; Linux only. */
function takeSample(): { kibibytes: number; files: number } {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const kibibytes = Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN);
  const files = readdirSync(`/proc/${server.pid}/fd`).length;
  return { kibibytes, files };
}

/** The link that the console prints. */
const link = await new Promise<URL>((resolve, reject) => {
  server.once('exit', (code) => reject(new Error(`the console ended with ${code}`)));
  createInterface({ input: server.stdout }).on('line', (line) => {
    const address = /http:\/\/127\.0\.0\.1:\S+/.exec(line)?.[0];
    if (address !== undefined) resolve(new URL(address));
  });
});
const cookie = (await fetch(link)).headers.get('set-cookie')?.split(';')[0] ?? '';

/** One analyst's visit: opens everything, looks around while it is read, and closes it again. */
async function visit(): Promise<void> {
  const socket = new WebSocket(`ws://${link.host}/rpc`, { headers: { cookie, origin: link.origin } });
  const client = createClient(contract, createSocketChannel(socket));
  const leaving = new AbortController();
  try {
    const { session } = await client.call('session.open', { paths: positionals });
    await new Promise<void>((resolve, reject) => {
      client.follow(
        'session.changes',
        {},
        ({ open }) => {
          if (open.some(({ id, state }) => id === session && state !== 'reading')) resolve();
        },
        { signal: leaving.signal, onEnd: (error) => reject(error ?? new Error('the stream ended')) },
      );
    });
    const { rows } = await client.call('subject.list', { session });
    for (const { id } of rows.slice(0, 20)) await client.call('subject.get', { session, id });
    await client.call('flow.list', { session, limit: 1000 });
    await client.call('graph.get', { session, group: 'subnet' });
    await client.call('session.close', { session });
  } finally {
    leaving.abort();
    socket.close();
  }
}

const startedAt = performance.now();
const duration = Number(values.minutes) * 60_000;
const samples: { kibibytes: number; files: number }[] = [];
while (performance.now() - startedAt < duration) {
  await visit();
  const sample = takeSample();
  samples.push(sample);
  if (samples.length % 20 === 1) {
    console.log(`${samples.length} visits, ${(sample.kibibytes / 1024).toFixed(1)} MiB, ${sample.files} open files`);
  }
}
server.kill('SIGTERM');
rmSync(home, { recursive: true, force: true });

const settled = samples.slice(Math.floor(samples.length * WARM_UP));
const slope = fitSlope(settled.map(({ kibibytes }, x) => ({ x, y: kibibytes })));
const filesLeft = (settled.at(-1)?.files ?? 0) - (settled[0]?.files ?? 0);
const sound = slope.low <= KIBIBYTES && filesLeft <= FILES_LEFT;
console.log(
  `${sound ? '✓' : '✕'} ${samples.length} visits in ${values.minutes} min: memory ${slope.middle.toFixed(1)} KiB a visit ` +
    `(${slope.low.toFixed(1)} to ${slope.high.toFixed(1)}, at most ${KIBIBYTES}), ${filesLeft} files left open`,
);
process.exitCode = sound ? 0 : 1;
