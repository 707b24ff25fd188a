import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { test } from './console-test.ts';
import { showScreen } from './screens.ts';

const pictures = fileURLToPath(new URL('artifacts/pages/', import.meta.url));

const sideOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Attack paths' });
const drawingOf = (page: Page): Locator => page.getByRole('img', { name: /^Graph of/ });

/** Opens the graph once the sample is read and its paths are told. */
async function showGraph(page: Page, more = ''): Promise<Locator> {
  await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(5)).toBeVisible();
  await showScreen(page, `/graph${more}`);
  const side = sideOf(page);
  await expect(side.getByRole('button', { name: /^Path to db/ })).toBeVisible();
  return side;
}

/** Chooses the Internet as the only start, and the named VMs as targets. */
async function chooseEnds(page: Page, targets: readonly string[]): Promise<void> {
  await sideOf(page).getByRole('button', { name: 'Starts and targets…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Where attacks begin, and what they aim at' });
  await expect(dialog.getByRole('checkbox', { name: 'Begins here: Internet' })).toBeChecked();
  await dialog.getByRole('checkbox', { name: 'Begins here: attacker' }).uncheck();
  for (const name of targets) await dialog.getByRole('checkbox', { name: `Is aimed at: ${name}` }).check();
  await dialog.getByRole('button', { name: 'Simulate' }).click();
  await expect(dialog).toBeHidden();
}

test('the path to what is confidential: first the list, then the picture, its steps and the rule that relieves', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  const side = await showGraph(page);
  await expect(side).toContainText('behaves as if taken: risk 1.00');
  await expect(side).toContainText('declared confidential');
  await expect(drawingOf(page)).not.toHaveAccessibleName(/attack path/);
  await side.getByRole('button', { name: /^Path to db/ }).click();
  await expect(page).toHaveURL(/[?&]path=/);
  await expect(drawingOf(page)).toHaveAccessibleName(/An attack path of 1 step, chance 0\.55, .*attacker, then db/);
  const steps = side.getByRole('table', { name: 'Steps of the path' });
  await expect(steps.getByRole('row')).toHaveCount(2);
  const step = steps.getByRole('row').nth(1);
  for (const text of ['ssh 22', 'T1021.004', '0.55', 'observed', 'the key or password'])
    await expect(step).toContainText(text);
  const rules = side.getByRole('region', { name: 'Single rules that would relieve most' });
  await expect(rules.getByRole('listitem').first()).toContainText(/Deny attacker → db, tcp 22.*−0\.14/);
  // The link of a screen is the screen.
  await page.reload();
  await expect(side.getByRole('heading', { name: 'Attack path 1 of 1' })).toBeVisible();
  await expect(drawingOf(page)).toHaveAccessibleName(/attacker, then db/);
  // A name of a step is a node of the graph, and closing that leads back to the path.
  await steps.getByRole('button', { name: 'attacker' }).click();
  const selection = page.getByRole('complementary', { name: 'Selection' });
  await expect(selection.getByRole('heading', { level: 3, name: 'attacker' })).toBeVisible();
  await selection.getByRole('button', { name: 'Close Selection' }).click();
  await expect(steps).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/[?&]path=/);
  await expect(drawingOf(page)).not.toHaveAccessibleName(/attack path/);
  expect(complaints).toEqual([]);
});

test('from outside to three VMs: chosen starts and targets, keys, and the list', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  const side = await showGraph(page);
  await chooseEnds(page, ['web', 'cache']);
  const paths = side.getByRole('region', { name: 'Likeliest paths' }).getByRole('listitem');
  await expect(paths).toHaveText([/web.*0\.12.*1 step/, /db.*0\.090.*via web/, /cache.*0\.072.*via web/]);
  const rules = side.getByRole('region', { name: 'Single rules that would relieve most' });
  await expect(rules.getByRole('listitem').first()).toContainText(/the Internet → web, tcp 80.*web, db, cache/);
  await page.keyboard.press(']');
  await page.keyboard.press(']');
  await expect(side.getByRole('heading', { name: 'Attack path 2 of 3' })).toBeVisible();
  await expect(drawingOf(page)).toHaveAccessibleName(/Internet, then web, then db/);
  const steps = side.getByRole('table', { name: 'Steps of the path' }).getByRole('row');
  await expect(steps.nth(1)).toContainText('predicted');
  await expect(steps.nth(2)).toContainText('observed');
  await page.keyboard.press('[');
  await expect(side.getByRole('heading', { name: 'Attack path 1 of 3' })).toBeVisible();
  // The same as a list, where choosing a row opens its path.
  await page.keyboard.press('l');
  const list = page.getByRole('grid', { name: 'Attack paths' });
  await expect(list.getByRole('row')).toHaveCount(4);
  await list.getByRole('row', { name: /cache/ }).click();
  await expect(side.getByRole('heading', { name: 'Attack path 3 of 3' })).toBeVisible();
  // As the engine proposes them again.
  await page.keyboard.press('Escape');
  await side.getByRole('button', { name: 'Starts and targets…' }).click();
  await page.getByRole('button', { name: 'As proposed' }).click();
  await expect(paths).toHaveText([/db.*0\.55/]);
  await expect(page).not.toHaveURL(/[?&](starts|targets)=/);
  expect(complaints).toEqual([]);
});

test('an insider begins on a VM that was chosen in the graph', async ({ page, openPage }) => {
  await openPage();
  const side = await showGraph(page);
  await page.getByRole('searchbox', { name: 'Find node' }).fill('web');
  await page.keyboard.press('Enter');
  await page
    .getByRole('complementary', { name: 'Selection' })
    .getByRole('button', { name: 'Attack paths from here' })
    .click();
  await expect(side.getByRole('button', { name: /^Path to db/ })).toContainText('1 step from web');
  await expect(page).toHaveURL(/[?&]starts=/);
});

test('where nothing is confidential it says how to declare, and a path comes back with the declaration', async ({
  page,
  openPage,
}) => {
  await openPage();
  await showGraph(page);
  const declare = async (sensitivity: string): Promise<void> => {
    await showScreen(page, '/fleet');
    await page.getByRole('link', { name: 'db', exact: true }).first().click();
    await page.getByRole('button', { name: 'Declare…' }).click();
    const dialog = page.getByRole('dialog', { name: 'What you know of this VM' });
    await dialog.getByRole('radio', { name: sensitivity }).click();
    await dialog.getByRole('button', { name: 'Declare' }).click();
    await expect(dialog).toBeHidden();
    await showScreen(page, '/graph');
  };
  await declare('internal');
  const side = sideOf(page);
  await expect(side).toContainText('Nothing to aim at');
  await expect(side).toContainText('No VM is declared confidential or restricted');
  await expect(side.getByRole('link', { name: 'Fleet' })).toBeVisible();
  await declare('restricted');
  await expect(side.getByRole('button', { name: /^Path to db/ })).toBeVisible();
  await expect(side).toContainText('declared restricted');
  await declare('confidential');
  await expect(side).toContainText('declared confidential');
});

test('attack paths: nothing serious for axe, wide and narrow, dark and light, and a picture', async ({
  page,
  openPage,
}) => {
  test.setTimeout(120_000);
  await openPage();
  await showGraph(page);
  await chooseEnds(page, ['web', 'cache']);
  const { hash } = new URL(page.url());
  const found: string[] = [];
  const look = async (name: string, light: boolean): Promise<void> => {
    await page.mouse.move(720, 2);
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    const axe = new AxeBuilder({ page });
    // What does not hang on colours was looked at in the dark.
    if (light) axe.withRules(['color-contrast', 'link-in-text-block']);
    const { violations } = await axe.analyze();
    for (const { impact, id, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        found.push(...nodes.slice(0, 3).map(({ target }) => `${name}: ${id} ${target.join(' ')}`));
  };
  for (const theme of ['Dark', 'Light']) {
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    for (const width of [1440, 1100]) {
      await page.setViewportSize({ width, height: width === 1100 ? 700 : 900 });
      const name = `${theme.toLowerCase()}-${String(width)}`;
      await showScreen(page, `${hash.slice(1)}&paths=on`);
      await expect(sideOf(page).getByRole('button', { name: /^Path to db/ })).toBeVisible();
      await look(`paths-${name}`, theme === 'Light');
      await page.keyboard.press(']');
      await page.keyboard.press(']');
      await expect(drawingOf(page)).toHaveAccessibleName(/Internet, then web, then db/);
      await look(`path-${name}`, theme === 'Light');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await showScreen(page, hash.slice(1));
    await sideOf(page).getByRole('button', { name: 'Starts and targets…' }).click();
    await look(`ends-${theme.toLowerCase()}`, theme === 'Light');
    await page.keyboard.press('Escape');
  }
  expect(found).toEqual([]);
});
