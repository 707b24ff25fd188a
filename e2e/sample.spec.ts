import { expect } from '@playwright/test';
import { test } from './console-test.ts';
import { checkBytes, reachGuilty, showProof } from './follow-story.ts';

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
  await page.getByRole('radio', { name: /^Alerts/ }).click();
  await expect(page.getByRole('grid', { name: 'Alerts of this session' }).getByRole('row').nth(1)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('the sample tells of its intruder by packets, and of its machines by what their host reported', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await reachGuilty(page, { guilty: 'attacker', techniques: ['T1046', 'T1110.001'] });
  const resources = page.getByRole('region', { name: 'Resources' });
  await expect(resources.getByRole('button', { name: /^Why, Network/ })).toBeVisible();
  await expect(resources.getByRole('figure')).toContainText(/highest/);
  await page.getByRole('radio', { name: 'Machine' }).click();
  const machine = page.getByRole('region', { name: 'Machine' });
  await expect(machine).toContainText('4d69656e-0000-4000-8000-00000000010d');
  await expect(machine).toContainText('tap-attacker');
  await showProof(page, 'T1046');
  await checkBytes(page);
  expect(complaints).toEqual([]);
});
