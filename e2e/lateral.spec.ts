import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { test } from './console-test.ts';
import { checkBytes, exportFlow, keepNote, reachGuilty, showProof, workIncident } from './follow-story.ts';

const data = join(process.env['MIEN_DATA'] ?? '/nowhere', 'sessions', 'captures', 'd12-lateral-psexec');
const pair = ['WORKSTATION5.pcap', 'WORKSTATION6.pcap'].map((name) => join(data, name));
const lacks = pair.every((path) => existsSync(path))
  ? ''
  : 'MIEN_DATA does not name the folder with sessions/captures/d12-lateral-psexec: the packet captures of SDWIN-190518210652 of OTRF/Security-Datasets';
const [source, target] = ['172.18.39.5', '172.18.39.6'] as const;

test.use({ targets: lacks === '' ? pair : [] });
test.skip(lacks !== '', lacks);

test('both ends of a lateral movement are reached from the Fleet, with reasons', async ({ page, openPage }) => {
  await openPage();
  await reachGuilty(page, { guilty: source, techniques: ['T1021.002', 'T1071.001'] });
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Fleet' }).click();
  await reachGuilty(page, { guilty: target, techniques: ['T1021.002'] });
  await expect(page.getByRole('region', { name: 'Alerts' })).toContainText(source);
});

test('the packets of the movement can be read and taken along', async ({ page, openPage, complaints }) => {
  await openPage();
  await reachGuilty(page, { guilty: target, techniques: [] });
  const flow = await showProof(page, 'T1021.002');
  await expect(flow).toContainText(source);
  await checkBytes(page);
  await exportFlow(page, flow);
  expect(complaints).toEqual([]);
});

test('it is one story over both VMs, with what ties them', async ({ page, openPage, complaints }) => {
  await openPage();
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('link', { name: /^Incidents/ })
    .click();
  await expect(page.getByRole('region', { name: 'Incidents', exact: true }).getByRole('link')).toHaveCount(1);
  const vms = page.getByRole('region', { name: 'Affected VMs' });
  await expect(vms.getByRole('listitem').filter({ hasText: source })).toContainText('entered');
  await expect(vms.getByRole('listitem').filter({ hasText: target })).toContainText('reached');
  await expect(page.getByRole('region', { name: 'Why this is one story' })).toContainText(/name each other|reached/);
  expect(complaints).toEqual([]);
});

test('the work on it is kept', async ({ page, openPage, complaints }) => {
  await openPage();
  await keepNote(page, 'Service made over svcctl; isolate both.');
  await workIncident(page);
  expect(complaints).toEqual([]);
});
