import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testbed, type TestbedStatus } from '../testbed.ts';
import { captureDuring } from './capture.test-support.ts';

let status: TestbedStatus;
beforeAll(async () => {
  status = await testbed.status();
});
const readLines = async (file: string) =>
  (await readFile(file, 'utf8'))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('the scripted day', () => {
  it('has visitors, orders, updates and a backup in it, each from whom it claims', async () => {
    const began = Date.now() * 1000;
    const lines = await captureDuring(
      status.hosts[0]!,
      'tcp[tcpflags] & (tcp-syn|tcp-ack) = tcp-syn or udp port 53',
      async () => {
        await testbed.call('day', '--minutes', '60', '--scale', '80');
      },
    );
    const count = (pattern: RegExp) => lines.filter(({ text }) => pattern.test(text)).length;
    expect(count(/IP 198\.51\.100\.\d+\.\d+ > 10\.77\.1\.10\.80:/), 'visitors to web').toBeGreaterThan(5);
    expect(count(/IP 10\.77\.1\.10\.\d+ > 10\.77\.1\.12\.6379:/), 'web to cache').toBeGreaterThan(5);
    expect(count(/IP 10\.77\.1\.10\.\d+ > 10\.77\.1\.11\.5432:/), 'web to db').toBeGreaterThan(3);
    expect(count(/IP 10\.77\.1\.10\.\d+ > 198\.51\.100\.10\.80:/), 'updates').toBeGreaterThanOrEqual(5);
    expect(count(/IP 10\.77\.1\.11\.\d+ > 198\.51\.100\.40\.873:/), 'backup').toBe(1);
    expect(count(/IP 10\.77\.1\.1\d\.\d+ > 10\.77\.1\.1\.53:/), 'names asked for').toBeGreaterThan(5);
    // Nobody does on an ordinary day what the attacks do.
    expect(count(/203\.0\.113\.|\.22: /)).toBe(0);
    const told = (await readLines(join(status.state, 'day.ndjson'))).filter(({ time }) => Number(time) >= began);
    expect(told.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['begin', 'morning', 'lunch', 'night', 'backup', 'end']),
    );
    expect(told.at(-1)).toMatchObject({ event: 'end', failures: 0, errands: 5 });
    // The night's last stretch may be shorter than the backup takes.
    const backups = async () =>
      (await readLines(join(status.state, 'world.ndjson')))
        .filter(({ time, service }) => Number(time) >= began && service === 'backup')
        .map(({ from, received }) => [from, received]);
    await expect.poll(backups, { timeout: 60_000 }).toEqual([['10.77.1.11', 12_582_912]]);
  });
});
