import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
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

const openSessions = (page: Page) => page.getByRole('grid', { name: 'Open sessions' });

test('a session saved as .mien opens again with its notes, also where its capture is gone from the list', async ({
  page,
  openPage,
  folder,
}) => {
  await openPage();
  const session = await findSession(page);
  await showScreen(page, `/session/${session}`);
  const note = `Asked the owner at ${folder.length} o'clock <b>.`;
  await page.getByRole('textbox', { name: 'New note' }).fill(note);
  await page.keyboard.press('Control+Enter');
  const notes = page.getByRole('list', { name: 'Notes' });
  await expect(notes).toContainText(note);
  await page.getByRole('button', { name: 'Save as .mien' }).click();
  await expect(page.getByText(/^Saved .*intrusion\.mien/)).toBeVisible();
  expect((await readFile(join(folder, 'intrusion.mien'))).subarray(0, 2).toString()).toBe('PK');

  await showScreen(page, '/sessions');
  await openSessions(page)
    .getByRole('button', { name: /^Close intrusion/ })
    .click();
  await expect(page.getByText('No session is open.')).toBeVisible();
  await page.getByRole('textbox', { name: /^Path of a capture/ }).fill(join(folder, 'intrusion.mien'));
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(notes).toContainText(note);
  await expect(page.getByRole('grid', { name: 'Flows of this session' }).getByRole('row').nth(1)).toBeVisible();
  await showScreen(page, '/fleet');
  await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(1)).toContainText(cast.guilty);
});

test('a file that is chosen in the page is sent, opened and listed; a recent one opens again', async ({
  page,
  openPage,
  folder,
}) => {
  const path = join(folder, 'handed-over.pcap');
  await writeIntrusion(path);
  await openPage('/sessions');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'choose', exact: true }).click(),
  ]);
  await chooser.setFiles(path);
  await expect(page.getByRole('heading', { level: 1, name: /handed-over/ })).toBeVisible();
  await showScreen(page, '/sessions');
  const row = openSessions(page).getByRole('row').filter({ hasText: 'handed-over' });
  await expect(row).toContainText(/Read,/);
  await expect(row.getByRole('img', { name: 'Critical risk' })).toBeVisible();
  await row.getByRole('button', { name: /^Close/ }).click();
  await expect(row).toHaveCount(0);
  await page.getByRole('button', { name: /^Open .*handed-over.* again$/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: /handed-over/ })).toBeVisible();
});

test('a file that cannot be read says why, and what is open stays', async ({ page, openPage }) => {
  await openPage('/sessions');
  await page.getByLabel('Choose captures').setInputFiles({
    name: 'holiday.png',
    mimeType: 'image/png',
    buffer: Buffer.from('89504e470d0a1a0a0000000d', 'hex'),
  });
  await expect(page.locator('main')).toContainText(/holiday.*is a PNG image, not a capture/);
});

test('a draft of the thresholds shows the line of a mistake, and what a change would do', async ({
  page,
  openPage,
}) => {
  await openPage('/settings?section=thresholds');
  const editor = page.getByRole('textbox', { name: 'Thresholds' });
  const shipped = await editor.inputValue();
  const lines = shipped.split('\n');
  const save = page.getByRole('button', { name: /^Save/ });
  await expect(save).toHaveAttribute('aria-disabled', 'true');

  const at = lines.findIndex((line) => /^\s+\w+.*: *\d/.test(line));
  await editor.fill(lines.with(at, (lines[at] ?? '').replace(/: *[\d.]+/, ': often')).join('\n'));
  const problems = page.getByRole('list', { name: 'Problems by line' });
  await expect(problems.getByRole('button').first()).toContainText(String(at + 1));
  await expect(save).toHaveAttribute('aria-disabled', 'true');
  await expect(save).toContainText('the file has a problem');

  // No scan tries so many ports.
  await editor.fill(shipped.replace(/minPorts: \d+/, 'minPorts: 60000').replace(/manyPorts: \d+/, 'manyPorts: 65000'));
  await expect(problems).toHaveCount(0);
  const preview = page.getByRole('region', { name: 'Change preview' });
  await expect(preview.getByRole('status')).toContainText('judged on');
  await expect(page.getByRole('region', { name: 'Changed lines' })).toBeVisible();
  await expect(preview.getByRole('list', { name: 'Would go' })).toContainText(/Port scan/);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(editor).toHaveValue(shipped);
});

test('a network that is declared stays declared, a wrong one is refused with a reason', async ({ page, openPage }) => {
  await openPage('/settings?section=networks');
  const section = page.getByRole('region', { name: 'Local networks' });
  const field = section.getByRole('textbox', { name: 'Networks to add' });
  await field.fill('10.0.0.0/33');
  await expect(section).toContainText(/✕\s*10\.0\.0\.0\/33/);
  await expect(section.getByRole('button', { name: /^Add/ })).toHaveAttribute('aria-disabled', 'true');
  await field.fill('203.0.113.0/24');
  await field.press('Enter');
  await expect(section.getByRole('button', { name: 'Remove 203.0.113.0/24' })).toBeVisible();
  await page.reload();
  await expect(section.getByRole('listitem').filter({ hasText: '203.0.113.0/24' })).toContainText('declared');
  await showScreen(page, '/fleet');
  // What was outside is a subject now.
  await expect(page.getByRole('grid', { name: 'VMs' })).toContainText(cast.controller);
  await showScreen(page, '/settings?section=networks');
  await section.getByRole('button', { name: 'Remove 203.0.113.0/24' }).click();
  await expect(section.getByRole('button', { name: 'Remove 203.0.113.0/24' })).toHaveCount(0);
});
