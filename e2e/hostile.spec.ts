import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { test } from './console-test.ts';
import { hostileTexts } from './fixtures/hostile-texts.ts';
import { addressFor, writeHostile } from './fixtures/write-hostile.ts';
import { seeAllRows, watchPage } from './watch-page.ts';
import type { Watch } from './watch-page.ts';

test.use({ targets: async ({ folder }, use) => use(await writeHostile(folder)) });

/** Goes to a screen of the console without loading it anew. */
async function show(page: Page, screen: string): Promise<void> {
  await page.evaluate((hash) => void (location.hash = hash), screen);
  await expect(page).toHaveURL((url) => url.hash.startsWith(`#${screen.split('?')[0] ?? ''}`));
  await expect(page.locator('main .placeholder-bar')).toHaveCount(0);
  await page.waitForTimeout(120);
}

async function waitUntilRead(page: Page): Promise<string> {
  await show(page, '/sessions');
  const open = page.getByRole('grid', { name: 'Open sessions' });
  await expect(open.getByRole('row').nth(1)).toContainText(/Read,/);
  return /\/session\/([^?]+)/.exec((await open.getByRole('link').first().getAttribute('href')) ?? '')?.[1] ?? '';
}

async function begin(page: Page, openPage: () => Promise<void>): Promise<{ watch: Watch; session: string }> {
  const watch = await watchPage(page);
  await openPage();
  return { watch, session: await waitUntilRead(page) };
}

test('names of every kind stay text on the lists', async ({ page, openPage, complaints }) => {
  test.setTimeout(120_000);
  // Tall, so that many rows are drawn at once.
  await page.setViewportSize({ width: 1440, height: 4000 });
  const { watch, session } = await begin(page, openPage);
  const seen = new Set<string>();
  for (const screen of [
    '/sessions',
    '/fleet?group=network',
    '/incidents',
    '/graph?group=none&twin=true',
    `/session/${session}?tab=subjects`,
    `/session/${session}?tab=flows`,
    `/session/${session}?tab=events`,
    `/session/${session}?tab=alerts`,
  ]) {
    await show(page, screen);
    for (const name of await seeAllRows(page)) seen.add(name);
    await watch.check();
  }
  const plain = hostileTexts.filter((text) => /^[\x20-\x7e]{4,200}$/.test(text));
  expect(plain.length).toBeGreaterThan(400);
  expect(plain.filter((text) => !seen.has(text))).toEqual([]);
  expect([...seen].some((name) => name.includes('<U+202E>'))).toBe(true);
  expect(complaints).toEqual([]);
});

test('names stay text in the details of a VM, an incident, a flow, a packet', async ({
  page,
  openPage,
  complaints,
}) => {
  test.setTimeout(120_000);
  const { watch, session } = await begin(page, openPage);
  for (const place of [0, 9]) {
    const vm = `/vm/${addressFor(place)}`;
    for (const list of ['peers', 'ports', 'hours', 'traits']) {
      await show(page, `${vm}?list=${list}`);
      await expect(page.getByRole('region', { name: 'Persona' })).toBeVisible();
      await watch.check();
    }
    await show(page, `${vm}?tab=events`);
    await watch.check();
  }
  await show(page, '/incidents');
  const stories = page.getByRole('region', { name: 'Incidents', exact: true }).getByRole('link');
  for (let place = 0; place < Math.min(3, await stories.count()); place++) {
    await stories.nth(place).click();
    for (const act of ['Suppress…', 'False positive…', 'Export report…']) {
      await page.getByRole('article').getByRole('button', { name: act }).click();
      await watch.check();
      await page.keyboard.press('Escape');
    }
    await watch.check();
  }
  for (const filter of [
    'service:dns',
    'service:tls',
    'service:http',
    'service:ssh',
    'service:smtp',
    'service:ftp',
    'service:dhcp',
  ]) {
    await show(page, `/session/${session}?tab=flows&filter=${filter}`);
    const flows = page.getByRole('grid', { name: 'Flows of this session' });
    await flows.getByRole('row').nth(2).click();
    const packets = page.getByRole('region', { name: 'Packets of this flow' });
    await expect(packets.getByRole('tree')).toBeVisible();
    await expect(packets.locator('.packet-comment')).toBeVisible();
    await watch.check();
    for (const view of ['Packets', 'Flow']) {
      await packets.getByRole('radio', { name: view }).click();
      await page.waitForTimeout(100);
      await watch.check();
    }
    await packets.getByRole('radio', { name: 'Decoded' }).click();
  }
  await show(page, `/session/${session}?tab=events`);
  await page.getByRole('grid', { name: 'Host events of this session' }).getByRole('row').nth(5).click();
  await expect(page.getByRole('region', { name: 'Record of this event' })).toBeVisible();
  await watch.check();
  expect(complaints).toEqual([]);
});

test('names stay text in the graph, the palette, the menus and what the analyst writes', async ({ page, openPage }) => {
  const { watch, session } = await begin(page, openPage);
  for (const group of ['none', 'role', 'subnet']) {
    await show(page, `/graph?group=${group}`);
    await expect(page.locator('canvas').first()).toBeVisible();
    await watch.check();
  }
  await page.keyboard.press('Control+k');
  for (const typed of ['<img', 'javascript:', '"><svg']) {
    await page.getByRole('combobox').fill(typed);
    await expect(page.getByRole('option').first()).toBeVisible();
    await watch.check();
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Source:/ }).click();
  await watch.check();
  await page.keyboard.press('Escape');

  await show(page, `/vm/${addressFor(2)}`);
  await page.getByRole('button', { name: 'Declare…' }).click();
  const dialog = page.getByRole('dialog', { name: 'What you know of this VM' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(`${hostileTexts[1]}\u202E`);
  await dialog.getByRole('textbox', { name: 'Role' }).fill('<svg onload=self.mienWasHurt=1>');
  await dialog.getByRole('button', { name: 'Declare' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('<U+202E>');
  await watch.check();

  await show(page, `/session/${session}`);
  await page.getByRole('textbox', { name: 'New note' }).fill(
    hostileTexts
      .filter((text) => !text.includes('\0'))
      .toReversed()
      .join('\n')
      .slice(0, 9000),
  );
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('list', { name: 'Notes' }).getByRole('listitem')).toHaveCount(1);
  await watch.check();
  await show(page, '/settings?section=about');
  await watch.check();
});

test('the watch sees what it is there to see', async ({ page, openPage }) => {
  const watch = await watchPage(page);
  await openPage();
  await watch.check();
  await page.evaluate(() => {
    const image = document.createElement('img');
    image.src = 'https://example.invalid/leak';
    document.body.append(image);
  });
  await page.waitForTimeout(100);
  const seen: unknown = await watch.check().catch((error: unknown) => error);
  expect(String(seen)).toMatch(/img-src/);
  expect(String(seen)).toMatch(/<img src=/);
});
