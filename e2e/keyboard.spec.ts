import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './console-test.ts';
import { cast, writeIntrusion } from './fixtures/write-intrusion.ts';
import { findSession, showScreen } from './screens.ts';

test.use({
  targets: async ({ folder }, use) => {
    const path = join(folder, 'intrusion.pcap');
    await writeIntrusion(path);
    await use([path]);
  },
});

test('G and a letter goes to a screen, also from a list', async ({ page, openPage }) => {
  await openPage();
  await expect(page.getByRole('grid', { name: 'VMs' })).toBeVisible();
  for (const [letter, path] of [
    ['i', '/incidents'],
    ['g', '/graph'],
    ['n', '/intel'],
    ['s', '/sessions'],
    ['f', '/fleet'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await expect(page).toHaveURL(new RegExp(`#${path}([/?]|$)`));
  }
});

test('a list is narrowed, walked and opened by keys, and letters are inert while typing', async ({
  page,
  openPage,
}) => {
  await openPage();
  const vms = page.getByRole('grid', { name: 'VMs' });
  await expect(vms.getByRole('row').nth(1)).toContainText(cast.guilty);
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox', { name: 'Narrow this list' });
  await expect(field).toBeFocused();
  await page.keyboard.type('gi');
  await expect(field).toHaveValue('gi');
  await expect(page).toHaveURL(/#\/fleet/);
  await page.keyboard.press('Escape');
  await expect(field).toHaveValue('');
  await page.keyboard.press('Escape');
  await expect(field).not.toBeFocused();
  await page.keyboard.press('j');
  await expect(vms.getByRole('row').nth(2)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('k');
  await expect(vms.getByRole('row').nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`#/vm/${cast.guilty}`));
  await expect(page.getByRole('heading', { level: 1, name: cast.guilty })).toBeVisible();
});

test('? shows the keys, Ctrl K the palette, Escape closes what is on top', async ({ page, openPage }) => {
  await openPage();
  const session = await findSession(page);
  await showScreen(page, `/session/${session}`);
  const flows = page.getByRole('grid', { name: 'Flows of this session' });
  await flows.getByRole('row').nth(1).click();
  const packets = page.getByRole('region', { name: 'Packets of this flow' });
  await expect(packets).toBeVisible();
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys).toContainText('next, previous row');
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  await expect(packets).toBeVisible();
  await page.keyboard.press('Control+k');
  const palette = page.getByRole('dialog', { name: /^Palette/ });
  await page.keyboard.type(cast.guilty);
  await expect(palette.getByRole('option').filter({ hasText: cast.guilty }).first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toBeHidden();
  await expect(packets).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(packets).toBeHidden();
});

test('the address holds the state: a reload keeps it, going back undoes it', async ({ page, openPage }) => {
  await openPage();
  const session = await findSession(page);
  await showScreen(page, `/session/${session}`);
  const filter = page.getByRole('searchbox', { name: 'Filter flows' });
  await filter.fill('port:8080');
  await filter.press('Enter');
  const flows = page.getByRole('grid', { name: 'Flows of this session' });
  await expect(flows).toHaveAttribute('aria-rowcount', '33');
  await flows.getByRole('row').nth(3).click();
  await expect(page).toHaveURL(/flow=\d+/);
  await page.getByRole('button', { name: 'Next packet' }).click();
  await page.getByRole('region', { name: 'Packets of this flow' }).getByRole('radio', { name: 'Packets' }).click();
  await page.reload();
  await expect(filter).toHaveValue('port:8080');
  await expect(flows).toHaveAttribute('aria-rowcount', '33');
  await expect(flows.getByRole('row').nth(3)).toHaveAttribute('aria-selected', 'true');
  const packets = page.getByRole('region', { name: 'Packets of this flow' });
  await expect(packets.getByRole('status')).toContainText('packet 2 shown');
  await expect(packets.getByRole('radio', { name: 'Packets' })).toBeChecked();
  await page.getByRole('radio', { name: /^Alerts/ }).click();
  await expect(page.getByRole('grid', { name: 'Alerts of this session' })).toBeVisible();
  await page.goBack();
  await expect(flows.getByRole('row').nth(3)).toHaveAttribute('aria-selected', 'true');
  await page.goForward();
  await expect(page.getByRole('grid', { name: 'Alerts of this session' })).toBeVisible();
});
