import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A packet as tcpdump prints it. */
interface Line {
  /** Microseconds since 1970. */
  time: number;
  text: string;
}

/**
 * Captures on a host's bridge while `act` runs, answers with tcpdump's lines of what matched its `filter`; each gives time,
 * addresses, ports and length (`IP 10.77.1.13.40600 > 10.77.1.10.22: tcp 21`).
 */
export async function captureDuring(
  host: { netns: string; bridge: string },
  filter: string,
  act: () => Promise<void>,
): Promise<Line[]> {
  // Of the host's namespaces the network is enough, and without its processes' the program we end is tcpdump itself.
  const words = [
    'netns',
    'exec',
    host.netns,
    'tcpdump',
    '-l',
    '-n',
    '-q',
    '-tt',
    '-s',
    '128',
    '-i',
    host.bridge,
    filter,
  ];
  const child = spawn('ip', words);
  const lines: Line[] = [];
  createInterface(child.stdout).on('line', (text) => {
    const seconds = /^(\d+)\.(\d{6}) /.exec(text);
    if (seconds !== null) lines.push({ time: Number(seconds[1]! + seconds[2]!), text });
  });
  const ended = new Promise((resolve) => child.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (text: Buffer) => {
      if (text.toString().includes('listening on')) resolve();
    });
    void ended.then(() => reject(new Error(`tcpdump ended before it listened on ${host.bridge}`)));
  });
  try {
    await act();
    await sleep(500);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
  return lines;
}
