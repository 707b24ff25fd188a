import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { test } from './console-test.ts';
import { guests, writeGuestDay } from './fixtures/write-guest-day.ts';
import { showScreen } from './screens.ts';

const pictures = fileURLToPath(new URL('artifacts/pages/', import.meta.url));
test.use({
  targets: async ({ folder }, use) => {
    const path = join(folder, 'guest-day.ndjson');
    await writeGuestDay(path);
    await use([path]);
  },
});

/** Opens the twin of a guest; ends where its baseline stands. */
async function showTwin(page: Page, guest: { uuid: string }, more = ''): Promise<void> {
  await showScreen(page, `/vm/${guest.uuid}?tab=twin${more}`);
  await expect(page.getByRole('tab', { name: /^Twin/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('complementary', { name: 'Baseline of the twin' })).toBeVisible();
}

/** Waits until the recording is read. */
async function waitForReading(page: Page): Promise<void> {
  await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(2)).toBeVisible();
}

test('the twin on screen: nothing serious for axe, wide and narrow, dark and light, and a picture', async ({
  page,
  openPage,
}) => {
  test.setTimeout(120_000);
  await openPage();
  await waitForReading(page);
  const found: string[] = [];
  for (const theme of ['Dark', 'Light']) {
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    for (const width of [1440, 1100]) {
      await page.setViewportSize({ width, height: 900 });
      await showTwin(page, guests.web);
      await page
        .getByRole('region', { name: 'Worst windows' })
        .getByRole('listitem')
        .first()
        .getByRole('button')
        .click();
      await expect(page.getByRole('table').first()).toBeVisible();
      await page.mouse.move(720, 2);
      const name = `twin-${theme.toLowerCase()}-${String(width)}`;
      await page.screenshot({ path: join(pictures, `${name}.png`) });
      const axe = new AxeBuilder({ page });
      // What does not hang on colours was looked at in the dark.
      if (theme === 'Light') axe.withRules(['color-contrast', 'link-in-text-block']);
      const { violations } = await axe.analyze();
      for (const { impact, id, nodes } of violations)
        if (impact === 'serious' || impact === 'critical')
          found.push(...nodes.slice(0, 3).map(({ target }) => `${name}: ${id} ${target.join(' ')}`));
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      await showScreen(page, '/fleet');
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  }
  expect(found).toEqual([]);
});

test('a shell behind the web server is explained by its events, and decided on', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await waitForReading(page);
  await showScreen(page, `/vm/${guests.web.uuid}`);
  await page.getByRole('region', { name: 'Alerts' }).getByRole('link').first().click();
  await expect(page.getByRole('tab', { name: /^Twin/ })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText(/in the window of time/)).toBeVisible();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await showTwin(page, guests.web);
  await expect(page.getByText('agent 0.9.2, loss 0.00')).not.toHaveCount(0);
  const chart = page.getByRole('region', { name: 'Surprise, observed against predicted' });
  const windows = page.getByRole('region', { name: 'Worst windows' });

  await test.step('the chart says itself in a sentence and is a table too', async () => {
    await expect(chart.getByRole('figure')).toContainText(
      /System calls, \d\d:\d\d to \d\d:\d\d, bits an event: highest/,
    );
    await expect(chart.getByText(/alarm above \d/)).toBeVisible();
    await chart.getByRole('radio', { name: 'Processes' }).click();
    await expect(chart.getByRole('figure')).toContainText(/Processes and files/);
    await page.keyboard.press('t');
    const table = chart.getByRole('grid', { name: 'Surprise as table' });
    await expect(table.getByRole('columnheader', { name: 'Predicted' })).toBeVisible();
    await expect(table.getByRole('row').nth(1)).toBeVisible();
    await page.keyboard.press('t');
  });

  await test.step('the worst window tells what surprised and what was expected', async () => {
    const first = windows.getByRole('listitem').first();
    await page.keyboard.press(']');
    await expect(first.getByRole('button', { expanded: true })).toBeVisible();
    await expect(first.getByRole('table')).toContainText('What was expected instead');
    await expect(windows.getByText(/Accepting window 1 would teach/)).toBeVisible();
    await windows
      .getByRole('button', { name: /shell/i })
      .filter({ hasText: /processes/ })
      .first()
      .click();
    await expect(windows.getByRole('table').getByText('/bin/sh').first()).toBeVisible();
    await expect(chart.getByRole('radio', { name: 'Processes' })).toBeChecked();
  });

  await test.step('Escape closes what is open', async () => {
    await page.keyboard.press('Escape');
    await expect(windows.getByRole('button', { expanded: true })).toHaveCount(0);
    await page.keyboard.press('j');
    await expect(windows.getByRole('button', { expanded: true })).toHaveCount(1);
  });

  await test.step('what the VM did differently is said in words', async () => {
    const since = page.getByRole('region', { name: /in words$/ });
    await expect(since).toContainText('/etc/shadow');
    await expect(since).toContainText('203.0.113.77');
    await since.getByRole('button', { name: 'Compare two dates' }).click();
    const earlier = page.getByLabel('Earlier');
    const value = await page.getByLabel('Later').inputValue();
    await earlier.fill(value);
    await expect(earlier).toHaveAccessibleDescription(/must lie before/);
    await page.getByRole('button', { name: 'Back to the last day' }).click();
  });

  await test.step('a window is kept out, then accepted after all, which can be taken back', async () => {
    const decided = windows.getByRole('radio', { name: /^Decided/ });
    await page.keyboard.press('x');
    await expect(page.getByText(/^Window \d+ stays out/)).toBeVisible();
    await expect(decided).toHaveAccessibleName(/1$/);
    await decided.click();
    await windows.getByRole('checkbox').first().check();
    await page.keyboard.press('y');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('The twin would learn');
    await expect(dialog).toContainText('Alerts that would go quiet');
    await dialog.getByRole('button', { name: 'Accept as normal' }).click();
    await expect(page.getByText(/^Accepted: version \d+ is in use/)).toBeVisible();
    await expect(windows.getByRole('listitem').first()).toContainText('accepted');
    await page
      .getByRole('button', { name: /^Use version/ })
      .first()
      .click();
    await expect(page.getByText(/^Version \d+ is in use/)).toBeVisible();
  });
  expect(complaints).toEqual([]);
});

test('mode, budget and a profiling run are set where the baseline stands', async ({ page, openPage, complaints }) => {
  await openPage();
  await waitForReading(page);
  await showTwin(page, guests.web);
  const rail = page.getByRole('complementary', { name: 'Baseline of the twin' });

  await rail.getByRole('button', { name: /^Mode/ }).click();
  await page.getByRole('menuitemradio', { name: /^enforce/ }).click();
  await expect(page.getByText('The twin is in enforce mode')).toBeVisible();
  await expect(rail.getByRole('button', { name: 'Mode: enforce' })).toBeVisible();

  const budget = rail.getByRole('textbox', { name: /^False alarms allowed/ });
  await budget.fill('none');
  await expect(budget).toHaveAccessibleDescription(/a number/);
  await expect(rail.getByRole('button', { name: /^Set/ })).toHaveAttribute('aria-disabled', 'true');
  await budget.fill('2');
  await rail.getByRole('button', { name: 'Set' }).click();
  await expect(rail.getByText('2.0 a week').first()).toBeVisible();

  await rail.getByRole('button', { name: 'Profiling run…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Workload' }).fill('load test, 20 users');
  await dialog.getByRole('button', { name: 'Begin' }).click();
  await expect(rail.getByText('load test, 20 users').first()).toBeVisible();
  await rail.getByRole('button', { name: 'End the run' }).click();
  await expect(rail.getByRole('button', { name: 'Profiling run…' })).toBeVisible();
  await expect(rail.getByText(/Profiled under load test, 20 users/)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('a VM without an agent says what is not seen and how to add one, whatever its name', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await waitForReading(page);
  await showTwin(page, guests.bare);
  await expect(page.getByText('No agent inside')).toBeVisible();
  // Its name hides a character that turns the reading direction: what is copied must be what is read.
  await expect(
    page.getByRole('button', { name: `Copy command mien agent install ${guests.bare.uuid}` }),
  ).not.toHaveCount(0);
  await expect(page.getByText('Nothing is compared yet')).toBeVisible();
  expect(complaints).toEqual([]);
});
