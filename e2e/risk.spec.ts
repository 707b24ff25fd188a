import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { test } from './console-test.ts';

const pictures = fileURLToPath(new URL('artifacts/pages/', import.meta.url));

/** Opens the page of a VM of the sample. */
async function openVm(page: Page, name: string): Promise<void> {
  await page.getByRole('grid', { name: 'VMs' }).getByRole('link', { name, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Axe finds nothing serious, and pictures lie where they are looked at, dark and light. */
async function look(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((chosen) => {
      document.documentElement.dataset['theme'] = chosen;
    }, theme);
    // Colours take 120 ms to change.
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(
      serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
      theme,
    ).toEqual([]);
  }
}

test('a VM within reach of an attacker says so, by which way, and what would lower it', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await openVm(page, 'db');
  const why = page.getByRole('region', { name: /^Why this risk is/ });
  await expect(why).toContainText('Within reach of attacker');
  await expect(why).toContainText(/attacker → web ssh 22, web → db postgres/);
  await expect(why.getByRole('region', { name: 'What would lower it' })).toContainText('Clear attacker');
  await page.getByRole('radio', { name: 'Depends' }).click();
  const depends = page.getByRole('grid', { name: 'Dependencies' });
  await expect(depends.getByRole('row').nth(1)).toContainText(/used by.*attacker/);
  await look(page, 'vm-depends');
  await why.getByRole('link', { name: 'Within reach of attacker' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'attacker' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('its history says when its risk moved, what rose and what fell, and leads to the proof', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await openVm(page, 'attacker');
  await page.getByRole('tab', { name: 'History' }).click();
  const history = page.getByRole('region', { name: 'How its risk moved' });
  await expect(history).toContainText(/From 0\.05 to 1\.00 in \d moves/);
  const marks = history.getByRole('figure').getByRole('button');
  await expect(marks.first()).toHaveAccessibleName(/from 0\.05 to 0\.77/);
  await marks.first().focus();
  await page.keyboard.press('Enter');
  await expect(marks.first()).toHaveAttribute('aria-pressed', 'true');
  const first = history.locator('ol > li[aria-current="true"]');
  await expect(first).toContainText(/\+0\.72.*ARP host sweep/);
  await expect(history).toContainText(/adds less now, 0\.\d\d → 0\.\d\d/);
  await look(page, 'vm-history');
  await history
    .getByRole('link', { name: /^Port scan of/ })
    .first()
    .click();
  await expect(page).toHaveURL(/tab=flows/);
  // A VM of which nothing is told has a history all the same: none.
  await page.goBack();
  await expect(history).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a threshold is judged before it is saved: what would go, which risks move; stopping and mistakes are told', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage('/settings?section=thresholds');
  const editor = page.getByRole('textbox', { name: 'Thresholds' });
  const preview = page.getByRole('region', { name: 'Change preview' });
  await expect(preview).toContainText('nothing was changed');
  const text = await editor.inputValue();
  await editor.fill(text.replace(/minPorts: \d+/, 'minPorts: 60000').replace('baseRate: 0.05', 'baseRate: 0.45'));
  await expect(preview).toContainText(/This change would have raised \d+ alerts? fewer/, { timeout: 20_000 });
  await expect(preview.getByRole('list', { name: 'Would go' })).toContainText('Port scan of');
  await expect(preview.getByRole('list', { name: 'Risks that move' })).toContainText('cache');
  await look(page, 'settings-judged');
  await editor.fill(text.replace('baseRate: 0.05', 'baseRate: 7'));
  await expect(preview.getByRole('list', { name: 'Problems by line' })).toContainText(/\d+/);
  await preview.getByRole('button', { name: 'Discard' }).click();
  await expect(preview).toContainText('nothing was changed');
  expect(complaints).toEqual([]);
});

test('Sigma rules are a feed: judged before they are trusted, named where they do not fit, alerts once they are', async ({
  page,
  openPage,
  complaints,
  folder,
}) => {
  test.setTimeout(90_000);
  const rule = (title: string, source: string, selection: string): string =>
    `title: ${title}\nid: ${title.toLowerCase().replaceAll(' ', '-')}\nstatus: test\nlevel: high\ntags: [attack.t1071.001]\nlogsource:\n  ${source}\ndetection:\n  selection:\n    ${selection}\n  condition: selection\n`;
  const path = join(folder, 'rules.yml');
  await writeFile(
    path,
    [
      rule('Asks for the controller', 'category: dns', "query|endswith: '.example.org'"),
      rule('Touches the cloud', 'product: aws', 'eventName: x'),
    ].join('---\n'),
  );
  await openPage('/intel');
  await page.getByRole('button', { name: 'From file…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a feed' });
  await dialog.getByRole('textbox', { name: 'Path' }).fill(path);
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Own rules');
  await dialog.getByRole('button', { name: 'Add in preview' }).click();
  const preview = page.getByRole('region', { name: 'Preview: Own rules' });
  const matched = preview.getByRole('table', { name: 'Rules that match' });
  await expect(matched).toContainText(/Asks for the controller.*attacker.*T1071\.001/, { timeout: 30_000 });
  await expect(preview).toContainText('of 1');
  await preview
    .getByText(/1 row(?:s)? skipped|1 skipped/)
    .first()
    .click();
  await expect(preview).toContainText('is about aws, which is not told here');
  await look(page, 'intel-rules');
  await preview.getByRole('button', { name: 'Trust this feed…' }).click();
  await page
    .getByRole('dialog', { name: 'Trust this feed' })
    .getByRole('button', { name: 'Trust', exact: true })
    .click();
  await expect(page.getByRole('grid', { name: 'Feeds' }).getByRole('row').nth(1)).toContainText('fresh');
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Fleet' }).click();
  await openVm(page, 'attacker');
  await expect(page.getByRole('region', { name: 'Alerts', exact: true })).toContainText('Asks for the controller');
  expect(complaints).toEqual([]);
});
