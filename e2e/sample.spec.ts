import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { test } from './console-test.ts';

const sample = fileURLToPath(new URL('../resources/sample.mien', import.meta.url));
test.skip(!existsSync(sample), 'resources/sample.mien is not there; e2e/testbed records it');

test('without anything to open the sample stands there, with the doors to more', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await expect(page.getByRole('button', { name: /^Source: Sample/ })).toBeVisible();
  const line = page.getByRole('note');
  await expect(line).toContainText('This is the bundled sample.');
  for (const door of ['Open a capture…', 'Connect a host', 'Write a policy'])
    await expect(line.getByRole('button', { name: door })).toBeVisible();
  const vms = page.getByRole('grid', { name: 'VMs' });
  await expect(vms.getByRole('row').nth(1).getByRole('img', { name: 'Critical risk' })).toBeVisible();
  await expect(vms.getByRole('row').filter({ has: page.getByRole('img', { name: 'Low risk' }) })).not.toHaveCount(0);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Sessions' }).click();
  const open = page.getByRole('grid', { name: 'Open sessions' }).getByRole('row').nth(1);
  await expect(open).toContainText('sample');
  await open.getByRole('link').first().click();
  await page.getByRole('radio', { name: /^Events/ }).click();
  await expect(
    page
      .getByRole('grid', { name: /^Host events/ })
      .getByRole('row')
      .nth(1),
  ).toBeVisible();
  expect(complaints).toEqual([]);
});
