import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './console-test.ts';
import { cast, writeIntrusion } from './fixtures/write-intrusion.ts';
import { checkBytes, exportFlow, keepNote, reachGuilty, showProof, workIncident } from './follow-story.ts';

test.use({
  targets: async ({ folder }, use) => {
    const path = join(folder, 'intrusion.pcap');
    await writeIntrusion(path);
    await use([path]);
  },
});

test('a VM that scans and calls home stands first, with its reasons', async ({ page, openPage, complaints }) => {
  await openPage();
  const first = page.getByRole('grid', { name: 'VMs', exact: true }).getByRole('row').nth(1);
  await expect(first).toContainText(cast.guilty);
  await expect(first.getByRole('img', { name: 'Critical risk' })).toBeVisible();
  await expect(first).toContainText(/Scanner/);
  await reachGuilty(page, { guilty: cast.guilty, techniques: ['T1046', 'T1071'] });
  await expect(page.getByRole('region', { name: 'Alerts' })).toContainText(cast.controller);
  expect(complaints).toEqual([]);
});

test('its flows and packets prove it and can be taken along', async ({ page, openPage, complaints }) => {
  await openPage();
  await reachGuilty(page, { guilty: cast.guilty, techniques: [] });
  const flow = await showProof(page, 'T1071');
  await expect(flow).toContainText(cast.controller);
  await checkBytes(page);
  await exportFlow(page, flow);
  expect(complaints).toEqual([]);
});

test('notes and the state of an incident stay', async ({ page, openPage, complaints }) => {
  await openPage();
  await keepNote(page, 'First call home; asked the owner.');
  await workIncident(page);
  expect(complaints).toEqual([]);
});
