import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { test } from './console-test.ts';
import { showScreen } from './screens.ts';

const pictures = fileURLToPath(new URL('artifacts/pages/', import.meta.url));
/** The sample's beacon asks for it. */
const listed = 'cdn-status.example.org';

/** Waits until the bundled sample is read. */
async function waitForSample(page: Page): Promise<void> {
  await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(2)).toBeVisible();
}

/** Adds a feed of a file and waits until it is read. */
async function addFile(page: Page, path: string, name: string): Promise<void> {
  await page.getByRole('button', { name: 'From file…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a feed' });
  await dialog.getByRole('textbox', { name: 'Path' }).fill(path);
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('button', { name: 'Add in preview' }).click();
  await expect(dialog).toBeHidden();
}

const feedRow = (page: Page, name: string) =>
  page.getByRole('grid', { name: 'Feeds' }).getByRole('row').filter({ hasText: name });

test('no feed: what one is, and the ways to add one; a draft says what is wrong with it', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await waitForSample(page);
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await expect(page).toHaveURL(/#\/intel/);
  await expect(page.getByText('No feed is set up')).toBeVisible();
  await page.getByRole('button', { name: 'From a URL…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a feed' });
  await expect(dialog.getByRole('radio', { name: 'URL' })).toBeChecked();
  await expect(dialog.getByRole('button', { name: /^Add in preview/ })).toHaveAttribute('aria-disabled', 'true');
  const address = dialog.getByRole('textbox', { name: 'Address' });
  await address.fill('ftp://feeds.example/list');
  await expect(address).toHaveAccessibleDescription(/begins with https/);
  await address.fill('https://feeds.example.net/list.csv');
  await expect(dialog.getByText('kept as feeds-example-net')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Weight' }).fill('2');
  await expect(dialog.getByRole('textbox', { name: 'Weight' })).toHaveAccessibleDescription(/from 0 to 1/);
  await dialog.getByRole('radio', { name: 'TAXII 2.1' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Collection' })).toHaveValue('https://feeds.example.net/list.csv');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await page.keyboard.press('/');
  await page.keyboard.type('what is this');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('Ask for an address, a name');
  expect(complaints).toEqual([]);
});

test('a feed is judged on the session, trusted by its weight, explained, held and dropped', async ({
  page,
  openPage,
  complaints,
  folder,
}) => {
  test.setTimeout(120_000);
  const path = join(folder, 'own.txt');
  await writeFile(path, `${listed}\nnever-seen.example.com\n10.0.0.0/8\nneither this\n`);
  await openPage('/intel');
  await addFile(page, path, 'Own list');
  const row = feedRow(page, 'Own list');
  const preview = page.getByRole('region', { name: 'Preview: Own list' });

  await test.step('in preview it matches nothing, and says what it would do', async () => {
    await expect(row).toContainText('in preview, matches nothing yet');
    await expect(row).toHaveAttribute('aria-selected', 'true');
    const met = preview.getByRole('row').filter({ hasText: listed });
    await expect(met).toContainText('raise an alert');
    await expect(met.getByRole('link')).not.toHaveCount(0);
    await expect(preview.getByText(/Judged on \d+ stored flows/)).toBeVisible();
    await preview.getByText('1 entry refused').click();
    await expect(preview.getByText('10.0.0.0/8', { exact: true })).toBeVisible();
    await met.getByRole('button', { name: listed }).click();
    await expect(page.getByRole('heading', { name: /^Why .* is 0\.50$/ })).toBeVisible();
    await expect(page.getByText('no feed in use lists it', { exact: true })).toBeVisible();
  });

  await test.step('trusting names the weight, then the reputation has its arithmetic', async () => {
    await preview.getByRole('button', { name: 'Trust this feed…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Trust this feed' });
    await expect(dialog).toContainText('It raises alerts only');
    await dialog.getByRole('textbox', { name: 'Start with weight' }).fill('1');
    await dialog.getByRole('button', { name: 'Trust', exact: true }).click();
    await expect(row).toContainText('fresh, by hand');
    await expect(page.getByRole('heading', { name: /^Why .* is 0\.25$/ })).toBeVisible();
    const why = page.getByRole('region', { name: /^Why/ });
    await expect(why.getByRole('figure')).toContainText('From 0.50 to 0.25: listed by 1 feed.');
    const share = why.getByRole('table').getByRole('row').filter({ hasText: 'Own list' });
    await expect(share).toContainText('same name');
    await expect(share.getByRole('cell').nth(1)).toHaveText('1.00');
    await expect(share.getByRole('cell').nth(4)).toHaveText(/^50/);
    await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('Feeds 1 fresh');
    // What was read before is met too.
    await expect(row.getByRole('link', { name: /^[1-9]/ })).toBeVisible();
  });

  await test.step('another weight moves the reputation at once', async () => {
    const settings = page.getByRole('complementary', { name: 'Settings: Own list' });
    const weight = settings.getByRole('textbox', { name: 'Weight' });
    await weight.fill('much');
    await expect(weight).toHaveAccessibleDescription(/from 0 to 1/);
    await weight.fill('0.4');
    await settings.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('heading', { name: /^Why .* is 0\.40$/ })).toBeVisible();
  });

  await test.step('the address holds what is asked and chosen', async () => {
    await page.reload();
    await expect(page.getByRole('heading', { name: /^Why .* is 0\.40$/ })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByText('Nothing is asked')).toBeVisible();
  });

  await test.step('a feed whose file went keeps its copy, comes first and says why', async () => {
    await addFile(page, join(folder, 'nowhere.txt'), 'Lost list');
    await expect(feedRow(page, 'Lost list')).toContainText('nothing came: There is no file');
    await expect(page.getByRole('grid', { name: 'Feeds' }).getByRole('row').nth(1)).toContainText('Lost list');
    await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('1 without a copy');
    await page.keyboard.press('j');
    await expect(row).toHaveAttribute('aria-selected', 'true');
    await writeFile(path, '<!doctype html><p>moved');
    await page.getByRole('button', { name: 'Fetch now' }).click();
    await expect(row).toContainText(/kept \d\d:\d\d copy: A web page came/);
  });

  await test.step('it is held, and dropped after a question', async () => {
    await page.getByRole('button', { name: 'Pause' }).last().click();
    await expect(row).toContainText('paused, matches nothing');
    await page.getByRole('button', { name: 'Drop…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Drop this feed' });
    await expect(dialog).toContainText('its kept copy are forgotten');
    await dialog.getByRole('button', { name: 'Drop', exact: true }).click();
    await expect(row).toHaveCount(0);
  });
  expect(complaints).toEqual([]);
});

test('a feed of a server is fetched: of our own network only where that was said', async ({
  page,
  openPage,
  folder,
}) => {
  const token = join(folder, 'token');
  await writeFile(token, 'Bearer of-the-test\n');
  const server = createServer((request, response) => {
    if (request.headers.authorization === 'Bearer of-the-test') response.end(`${listed}\n`);
    else response.writeHead(401).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await openPage('/intel');
  const add = async (name: string, isInternal: boolean): Promise<void> => {
    await page.getByRole('button', { name: 'Add feed…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a feed' });
    await dialog.getByRole('textbox', { name: 'Address' }).fill(`http://127.0.0.1:${String(port)}/list`);
    await dialog.getByRole('textbox', { name: 'Token file' }).fill(token);
    await dialog.getByRole('checkbox', { name: /network of our own/ }).setChecked(isInternal);
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Add in preview' }).click();
    await expect(dialog).toBeHidden();
  };
  try {
    await add('From outside', false);
    await expect(feedRow(page, 'From outside')).toContainText('It leads to 127.0.0.1');
    await add('Of our own', true);
    await expect(feedRow(page, 'Of our own')).toContainText('in preview, matches nothing yet');
    const settings = page.getByRole('complementary', { name: 'Settings: Of our own' });
    await expect(settings).toContainText('of our own network');
    await expect(settings).not.toContainText('of-the-test');
    await expect(settings.getByRole('combobox', { name: 'Fetched' })).toHaveValue('360');
    await settings.getByRole('combobox', { name: 'Fetched' }).selectOption('every day');
    await settings.getByRole('button', { name: 'Save' }).click();
    await expect(settings.getByRole('button', { name: 'Save' })).toHaveCount(0);
    await expect(settings.getByRole('combobox', { name: 'Fetched' })).toHaveValue('1440');
  } finally {
    server.close();
  }
});

test('Intel with feeds: nothing serious for axe, wide and narrow, dark and light, hostile names as text', async ({
  page,
  openPage,
  folder,
  complaints,
}) => {
  test.setTimeout(180_000);
  const bad = join(folder, 'bad.txt');
  const own = join(folder, 'more.txt');
  const warning = join(folder, 'ordinary.json');
  await writeFile(bad, `${listed}\n<img src=x onerror=alert(1)>\n`);
  await writeFile(own, `example.org\n`);
  await writeFile(
    warning,
    JSON.stringify({
      name: 'Sites that many use',
      type: 'hostname',
      matching_attributes: ['hostname'],
      list: [listed],
    }),
  );
  await openPage('/intel');
  for (const [path, name] of [
    [bad, 'Feed \u202Eexe.txt of the sector, whose name goes on and on'],
    [own, 'Sector'],
    [warning, 'Ordinary sites'],
  ] as const) {
    await addFile(page, path, name);
    await expect(page.getByRole('button', { name: 'Trust this feed…' })).toBeVisible();
    if (name === 'Sector') continue;
    await page.getByRole('button', { name: 'Trust this feed…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Trust', exact: true }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  const found: string[] = [];
  for (const theme of ['Dark', 'Light']) {
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    for (const width of [1440, 1100]) {
      await page.setViewportSize({ width, height: 900 });
      await showScreen(page, `/intel?feed=sector&ask=${listed}`);
      await expect(page.getByRole('region', { name: 'Preview: Sector' }).getByRole('table')).toBeVisible();
      await expect(page.getByRole('figure')).toContainText('known to 1 warning list');
      await page.mouse.move(720, 2);
      const name = `intel-${theme.toLowerCase()}-${String(width)}`;
      await page.screenshot({ path: join(pictures, `${name}.png`) });
      const axe = new AxeBuilder({ page });
      // What does not hang on colours was looked at in the dark.
      if (theme === 'Light') axe.withRules(['color-contrast', 'link-in-text-block']);
      const { violations } = await axe.analyze();
      for (const { impact, id, nodes } of violations)
        if (impact === 'serious' || impact === 'critical')
          found.push(...nodes.slice(0, 3).map(({ target }) => `${name}: ${id} ${target.join(' ')}`));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await page.getByRole('radio', { name: 'Settings' }).click();
    await expect(page.getByRole('complementary', { name: 'Settings: Sector' })).toBeVisible();
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  expect(found).toEqual([]);
  expect(await page.locator('img').count()).toBe(0);
  expect(complaints).toEqual([]);
});
