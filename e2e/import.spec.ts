import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { generateCapture } from '../main/captures/io/testing/generate-capture.ts';
import { test } from './console-test.ts';

/** Packets of one file, and how often it is listed: long enough to be stopped halfway on any machine. */
const packets = 250_000;
const times = 8;

test.use({
  targets: async ({ folder }, use) => {
    const path = join(folder, 'small.pcap');
    generateCapture(path, 2000, 3);
    await use([path]);
  },
});

async function openPath(page: Page, path: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Path of a capture, folder or saved session' }).fill(path);
  await page.getByRole('button', { name: 'Open', exact: true }).click();
}

test('a large import shows what it has so far, and stopping keeps it', async ({
  page,
  openPage,
  folder,
  complaints,
}) => {
  test.setTimeout(120_000);
  const path = join(folder, 'large');
  await mkdir(path);
  const written = generateCapture(join(path, 'part-0.pcap'), packets, 5) * times;
  for (let part = 1; part < times; part++) await link(join(path, 'part-0.pcap'), join(path, `part-${part}.pcap`));
  await openPage('/sessions');
  const flows = page.getByRole('grid', { name: 'Flows of this session' });
  await page.getByRole('textbox', { name: 'Path of a capture, folder or saved session' }).fill(path);
  const begun = Date.now();
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(flows.getByRole('row').nth(1).getByRole('gridcell').nth(2)).toContainText(/\d/, { timeout: 15_000 });
  const waited = Date.now() - begun;
  console.log(`first rows of ${written} packets stood on screen after ${waited} ms`);
  const stop = page.getByRole('button', { name: 'Stop, keep what is read' });
  await expect(stop).toBeVisible();
  const bar = page.getByRole('progressbar', { name: 'Part of the evidence read' });
  await expect(bar).toBeVisible();
  await expect(page.getByText('results below come from the part read, and keep filling')).toBeVisible();
  const first = await bar.evaluate((element: HTMLProgressElement) => element.value);
  await expect.poll(() => bar.evaluate((element: HTMLProgressElement) => element.value)).toBeGreaterThan(first);
  const asked = Date.now();
  await stop.click();
  await expect(page.getByText(/Stopped at \d+/)).toBeVisible();
  console.log(`reading ended ${Date.now() - asked} ms after it was asked to`);
  const text = (await page.locator('.session-header-end').textContent()) ?? '';
  const share = Number(/Stopped at (\d+)/.exec(text)?.[1]);
  expect(share).toBeGreaterThan(0);
  expect(share).toBeLessThan(100);
  // What was read is all there: rows, VMs, packets.
  await flows.getByRole('row').nth(1).click();
  await expect(page.getByRole('tree', { name: 'Decoded packet' })).toBeVisible();
  await page.getByRole('radio', { name: /^Subjects/ }).click();
  await expect(
    page
      .getByRole('grid', { name: /Subjects/ })
      .getByRole('row')
      .nth(1),
  ).toBeVisible();
  expect(waited).toBeLessThan(5000);
  expect(complaints).toEqual([]);
  await rm(path, { recursive: true });
});

test('what is no capture is told in a sentence, and what was open stays', async ({ page, openPage, folder }) => {
  await mkdir(join(folder, 'bad'));
  const picture = join(folder, 'bad', 'picture.png');
  await writeFile(picture, Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de', 'hex'));
  const empty = join(folder, 'bad', 'empty.pcap');
  await writeFile(empty, '');
  const missing = join(folder, 'bad', 'missing.pcap');
  await openPage('/sessions');
  const open = page.getByRole('grid', { name: 'Open sessions' });
  await expect(open.getByRole('link', { name: 'small.pcap' })).toBeVisible();
  for (const [path, sentence] of [
    [picture, /is a PNG image/],
    [empty, /is empty/],
    [missing, /There is no file/],
  ] as const) {
    await openPath(page, path);
    await expect(page.locator('main')).toContainText(sentence);
    await expect(page.locator('main')).not.toContainText(/ENOENT|undefined|\bat .*\.js/);
    await page.getByRole('link', { name: 'Sessions', exact: true }).first().click();
    await expect(open.getByRole('link', { name: 'small.pcap' })).toBeVisible();
  }
  await open.getByRole('link', { name: 'small.pcap' }).click();
  await expect(page.getByRole('grid', { name: 'Flows of this session' }).getByRole('row').nth(1)).toBeVisible();
});
