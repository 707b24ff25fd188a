import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { test } from './console-test.ts';
import { showScreen } from './screens.ts';

const pictures = fileURLToPath(new URL('artifacts/pages/', import.meta.url));
// What is worked on here stays: held back alerts, closed stories.
test.use({ alone: 'incidents' });

const listOf = (page: Page): Locator => page.getByRole('region', { name: 'Incidents', exact: true });
const storyOf = (page: Page): Locator => page.getByRole('article', { name: /^Incident inc-/ });
const sideOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Work on this incident' });
const stateOf = (page: Page): Locator => page.getByRole('group', { name: 'State' });

/** Opens Incidents by its keys once the sample is read. */
async function showIncidents(page: Page): Promise<void> {
  await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(5)).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(storyOf(page).getByRole('heading', { level: 1 })).toBeVisible();
}

async function seeNoBarrier(page: Page, picture: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme);
    await page.screenshot({ path: join(pictures, `${picture}-${theme}.png`), animations: 'disabled' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    expect(grave.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
}

test('the intrusion is one story: whom it reached, step by step, with its evidence', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await showIncidents(page);
  await expect(listOf(page).getByRole('link')).toHaveCount(1);
  const story = storyOf(page);
  await expect(story).toContainText(/Began on attacker at \d\d:\d\d:\d\d UTC/);
  await expect(story.getByRole('row')).toHaveCount(10);
  const vms = sideOf(page).getByRole('region', { name: 'Affected VMs' });
  await expect(vms.getByRole('listitem').first()).toContainText(/attacker.*entered/);
  await expect(vms.getByRole('listitem').filter({ hasText: 'db' })).toContainText('named, told nothing');
  // A lane and its row answer each other.
  await story.getByRole('button', { name: /^Step 6/ }).click();
  await expect(story.getByRole('button', { name: 'Choose step 6' })).toHaveAttribute('aria-pressed', 'true');
  await seeNoBarrier(page, 'incidents-story');
  await story
    .getByRole('row')
    .nth(7)
    .getByRole('link', { name: /packets/ })
    .click();
  await expect(page.getByText('proof of:')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a story is taken, annotated, held back in part, split, closed with what that teaches, and opened again', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await showIncidents(page);
  const story = storyOf(page);
  const side = sideOf(page);
  await story.getByRole('button', { name: /^Assigned to/ }).click();
  await page.getByRole('menuitem', { name: /^Take it/ }).click();
  await expect(side.getByRole('region', { name: 'Done' })).toContainText('Given to');
  await page.keyboard.press('n');
  await expect(side.getByRole('textbox', { name: 'Add a note' })).toBeFocused();
  await page.keyboard.type('Asked the owner: <b>no</b> test of theirs.');
  await page.keyboard.press('Control+Enter');
  await expect(side.getByRole('list', { name: 'Notes of this incident' })).toContainText('<b>no</b> test');

  await story.getByRole('button', { name: 'Choose step 7' }).click();
  await story.getByRole('button', { name: 'Suppress…' }).click();
  const holding = page.getByRole('dialog', { name: 'Hold back alerts for a time' });
  await expect(holding.getByLabel('Kind of alert')).toHaveValue('beacon');
  await expect(holding).toContainText(/Holds back 1 now/);
  await holding.getByRole('combobox', { name: /^VM/ }).selectOption('Any VM');
  await holding.getByLabel('Peer or network').fill('');
  await expect(holding).toContainText('Name a VM, a role or a peer.');
  await holding.getByLabel('Peer or network').fill('203.0.113.0/24');
  await expect(holding).toContainText(/Holds back 1 now/);
  await seeNoBarrier(page, 'incidents-suppress');
  await holding.getByLabel('Why').fill('Status page of our provider');
  await holding.getByRole('button', { name: 'Hold back' }).click();
  await expect(holding).toBeHidden();
  await expect(story).toContainText('1 of 9 alerts held back');
  const inForce = listOf(page).getByRole('region', { name: 'Suppressions in force' });
  await expect(inForce).toContainText(/Beacon.*with 203\.0\.113\.0\/24.*holds back 1/);
  await inForce.getByRole('button', { name: /^End now/ }).click();
  await expect(inForce).toBeHidden();

  await story.getByRole('button', { name: 'Choose step 6' }).click();
  await story.getByRole('button', { name: 'Split from here' }).click();
  await expect(listOf(page).getByRole('link')).toHaveCount(2);
  await expect(story).toContainText(/Split from inc-/);
  await expect(story.getByRole('row')).toHaveCount(5);
  await story.getByRole('button', { name: 'Join again' }).click();
  await expect(listOf(page).getByRole('link')).toHaveCount(1);
  await expect(story.getByRole('row')).toHaveCount(10);

  await stateOf(page).getByRole('button', { name: 'Close…' }).click();
  const closing = page.getByRole('dialog', { name: 'Close this incident' });
  await closing.getByRole('radio', { name: /^False positive/ }).check();
  await expect(closing.getByRole('region', { name: 'What the models learn' })).toContainText(
    'Mining of attacker, with 203.0.113.77: counts 5 % from now on.',
  );
  await seeNoBarrier(page, 'incidents-close');
  await closing.getByRole('button', { name: 'Close as false positive' }).click();
  await expect(closing).toBeHidden();
  await expect(listOf(page).getByRole('region', { name: 'Closed' })).toContainText('false positive');
  await expect(side.getByRole('region', { name: 'What was learned' })).toContainText('5 %');
  await seeNoBarrier(page, 'incidents-closed');
  await side.getByRole('link', { name: 'attacker' }).click();
  const why = page.getByRole('region', { name: /^Why this risk is/ });
  await expect(why).toContainText(/Not as it looks: Mines for pool\.example\.org and 8 more/);
  await page.goBack();
  await page.reload();
  await stateOf(page).getByRole('button', { name: 'Looking' }).click();
  await expect(side.getByRole('region', { name: 'What was learned' })).toContainText('undone by');
  await expect(listOf(page).getByRole('region', { name: 'Open' })).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a report says what it will contain, and is a page that runs nothing, or a PDF', async ({ page, openPage }) => {
  await openPage();
  await showIncidents(page);
  for (const [format, begins] of [
    ['HTML', '<!doctype html>'],
    ['PDF', '%PDF-'],
  ] as const) {
    await storyOf(page).getByRole('button', { name: 'Export report…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export a report' });
    await expect(dialog.getByRole('region', { name: 'What it contains' })).toContainText('Flows that prove it');
    await expect(dialog.getByRole('region', { name: 'What it does not' })).toContainText('Packets');
    if (format === 'HTML') await seeNoBarrier(page, 'incidents-export');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: `Export ${format}` }).click(),
    ]);
    const file = join(pictures, `incident-report.${format.toLowerCase()}`);
    await download.saveAs(file);
    const content = await readFile(file);
    expect(content.subarray(0, begins.length).toString()).toBe(begins);
    await expect(dialog).toBeHidden();
  }
  const report = await page.context().newPage();
  const asked: string[] = [];
  report.on('request', (request) => asked.push(request.url()));
  const refused: string[] = [];
  report.on('console', (message) => refused.push(message.text()));
  await report.goto(`file://${join(pictures, 'incident-report.html')}`);
  await expect(report.getByRole('heading', { level: 1 })).toContainText('mines for pool.example.org');
  await expect(report.locator('h1')).toHaveCSS('font-size', '22px');
  await report.screenshot({ path: join(pictures, 'incident-report.png'), fullPage: true });
  expect(asked).toHaveLength(1);
  expect(refused).toEqual([]);
  await report.close();
});

test('the list narrows to words and says when nothing is there', async ({ page, openPage }) => {
  await openPage();
  await showIncidents(page);
  await page.keyboard.press('/');
  await page.keyboard.type('nowhere');
  await expect(page.getByText('No incident has these words')).toBeVisible();
  await showScreen(page, '/incidents/inc-nowhere');
  await expect(page.getByText('There is no incident inc-nowhere in this session')).toBeVisible();
});
