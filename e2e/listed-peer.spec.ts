import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './console-test.ts';
import { showScreen } from './screens.ts';

test('a name that a trusted feed lists counts in the risk of who asks for it, and leads to what feeds say', async ({
  page,
  openPage,
  complaints,
  folder,
}) => {
  // The sample's beacon asks for it.
  const listed = 'cdn-status.example.org';
  const path = join(folder, 'own.txt');
  await writeFile(path, `${listed}\n`);
  await openPage();
  await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(5)).toBeVisible();
  await showScreen(page, '/intel');
  await page.getByRole('button', { name: 'From file…' }).click();
  const draft = page.getByRole('dialog', { name: 'Add a feed' });
  await draft.getByRole('textbox', { name: 'Path' }).fill(path);
  await draft.getByRole('textbox', { name: 'Name' }).fill('Own list');
  await draft.getByRole('button', { name: 'Add in preview' }).click();
  await page.getByRole('button', { name: 'Trust this feed…' }).first().click();
  const trust = page.getByRole('dialog', { name: 'Trust this feed' });
  await trust.getByRole('textbox', { name: 'Start with weight' }).fill('1');
  await trust.getByRole('button', { name: 'Trust', exact: true }).click();
  await expect(trust).toBeHidden();

  await showScreen(page, '/fleet');
  await page.getByRole('link', { name: 'attacker', exact: true }).first().click();
  const why = page.getByRole('region', { name: /^Why this risk is/ });
  const part = why.getByRole('listitem').filter({ hasText: `Speaks to ${listed}` });
  const rest = why.getByRole('button', { name: /smaller ones$/ });
  await expect(part.or(rest).first()).toBeVisible();
  if (!(await part.isVisible())) await rest.click();
  await expect(part).toContainText('Own list');
  await part.getByRole('link', { name: 'What feeds say' }).click();
  await expect(page).toHaveURL(/#\/intel\?.*ask=cdn-status\.example\.org/);
  await expect(page.getByRole('heading', { name: new RegExp(`^Why .*${listed}.* is 0\\.[0-3]\\d$`) })).toBeVisible();
  expect(complaints).toEqual([]);
});
