import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { test } from './console-test.ts';
import { writeIntrusion } from './fixtures/write-intrusion.ts';
import { showScreen } from './screens.ts';

const pictures = fileURLToPath(new URL('artifacts/pages/', import.meta.url));
// A console of its own: what is watched here stays current, and other files expect what they opened.
test.use({
  targets: async ({ folder }, use) => {
    const path = join(folder, 'intrusion.pcap');
    await writeIntrusion(path);
    await use([path]);
  },
});
const fleet = 'simulated:///?vms=40&seed=7';

/** Watches the simulated fleet by the start page's door; ends at its rows. */
async function watchFleet(page: Page): Promise<void> {
  await showScreen(page, '/start');
  const door = page.getByRole('region', { name: 'Connect a libvirt host' });
  const watch = door.getByRole('button', { name: /^Watch/ });
  await expect(watch).toHaveAttribute('aria-disabled', 'true');
  await door.getByRole('textbox', { name: 'libvirt URI' }).fill(fleet);
  await watch.click();
  await expect(page.getByRole('button', { name: /^Source: Live/ })).toBeVisible();
  await expect(page.getByRole('heading', { name: '40 VMs' })).toBeVisible();
}

/** What axe finds serious on the screen as it stands. */
async function findSerious(page: Page, name: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  // What does not hang on colours was looked at in the dark.
  if (name.endsWith('light')) axe.withRules(['color-contrast', 'link-in-text-block']);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.slice(0, 3).map((node) => `${name}: ${id} ${node.target.join(' ')}`));
}

test('a fleet is watched: rows, a VM with its resources, recording, its host, and its end', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await watchFleet(page);
  const vms = page.getByRole('grid', { name: 'VMs' });
  await expect(vms.getByRole('columnheader', { name: /Host, state/ })).toBeVisible();
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await expect(status).toContainText(/last one \d\.\d.s ago/);
  await expect(status).toContainText(/VMs answered \d+ of \d+/);
  await expect(status).toContainText('1 up of 1');
  await expect(page.getByText('Nothing is enforced')).toBeVisible();

  await test.step('the view can be held still', async () => {
    await page.keyboard.press('p');
    await expect(page.getByRole('button', { name: 'View paused, go on' })).toBeVisible();
    await page.keyboard.press('p');
    await expect(page.getByRole('button', { name: 'Pause view' })).toBeVisible();
  });

  await test.step('a VM shows what it uses and what its host says of it', async () => {
    await vms.getByRole('link').first().click();
    const resources = page.getByRole('region', { name: 'Resources' });
    await expect(resources.getByRole('button', { name: /^Why, Network/ })).toBeVisible({ timeout: 20_000 });
    await expect(resources.getByRole('figure')).toContainText(/highest/);
    await page.getByRole('radio', { name: 'Machine' }).click();
    const machine = page.getByRole('region', { name: 'Machine' });
    await expect(machine).toContainText(/[\da-f]{8}-[\da-f]{4}/);
    await expect(machine).toContainText('vCPU');
    await page.keyboard.press('t');
    await expect(page.getByRole('grid', { name: 'Resources as table' }).getByRole('row').nth(1)).toBeVisible();
    await page.keyboard.press('t');
  });

  let recorded = '';
  await test.step('what is watched is recorded', async () => {
    await page.getByRole('button', { name: 'Record…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Record', exact: true }).click();
    const recording = page.getByRole('button', { name: /^Recording:/ });
    await recording.click();
    await page.getByRole('menuitem', { name: 'Stop and keep the file' }).click();
    const kept = page.getByText(/^Recorded .*\.mien/);
    await expect(kept).toBeVisible();
    recorded = /\/\S+\.mien/.exec((await kept.textContent()) ?? '')?.[0] ?? '';
  });

  await test.step('its host stands in the settings, is paused, resumed and removed', async () => {
    await showScreen(page, '/settings?section=hosts');
    const host = page.getByRole('listitem', { name: 'simulated' });
    await expect(host).toContainText(fleet);
    await host.getByRole('button', { name: /^Pause/ }).click();
    await expect(host).toContainText('paused since');
    await host.getByRole('button', { name: /^Resume/ }).click();
    await expect(host).toContainText(/s ago/);
    await host.getByRole('button', { name: /^Remove/ }).click();
    const asked = page.getByRole('dialog');
    await expect(asked).toContainText('nothing changes on the host');
    await asked.getByRole('button', { name: 'Keep watching' }).click();
    await expect(host).toBeVisible();
    await host.getByRole('button', { name: /^Remove/ }).click();
    await asked.getByRole('button', { name: /^Remove/ }).click();
    await expect(page.getByText('No host is watched')).toBeVisible();
  });

  await test.step('what was recorded replays at the speed one likes', async () => {
    await showScreen(page, '/sessions');
    await page.getByRole('textbox', { name: /^Path of a capture/ }).fill(recorded);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('button', { name: 'Replay' }).click();
    const replay = page.getByRole('region', { name: 'Replay' });
    await expect(replay.getByRole('slider', { name: 'Play head' })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Source: Replay/ })).toBeVisible();
    await replay.getByRole('radio', { name: '10×' }).click();
    await expect(replay.getByRole('radio', { name: '10×' })).toBeChecked();
    await replay.getByRole('button', { name: 'Pause the replay' }).click();
    await expect(replay.getByRole('button', { name: 'Play on' })).toBeVisible();
    await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(1)).toBeVisible();
  });
  expect(complaints).toEqual([]);
});

test('the screens of a watch: nothing serious for axe, and a picture', async ({ page, openPage, complaints }) => {
  test.setTimeout(240_000);
  await openPage();
  await watchFleet(page);
  const found: string[] = [];
  const look = async (name: string): Promise<void> => {
    await page.mouse.move(720, 2);
    await page.screenshot({ path: join(pictures, `${name}.png`) });
    found.push(...(await findSerious(page, name)));
  };
  for (const theme of ['Dark', 'Light']) {
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    await showScreen(page, '/fleet?group=host');
    const vms = page.getByRole('grid', { name: 'VMs' });
    await expect(vms.getByRole('row').nth(2)).toBeVisible();
    await look(`live-fleet-${theme.toLowerCase()}`);
    await vms.getByRole('link').first().click();
    await page.getByRole('radio', { name: 'Machine' }).click();
    await expect(page.getByRole('region', { name: 'Resources' }).getByRole('figure')).toBeVisible({ timeout: 20_000 });
    await look(`live-vm-${theme.toLowerCase()}`);
    await showScreen(page, '/settings?section=hosts&add=true');
    await expect(page.getByRole('complementary', { name: 'Add a host' })).toBeVisible();
    await look(`live-hosts-${theme.toLowerCase()}`);
  }
  expect(found).toEqual([]);
  expect(complaints).toEqual([]);
});

test('what flows are made of and where a switch exports them is said, and put right while it is written', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  await showScreen(page, '/settings?section=hosts&add=true');
  const pane = page.getByRole('complementary', { name: 'Add a host' });
  const watch = pane.getByRole('button', { name: 'Watch' });
  await pane.getByRole('textbox', { name: 'libvirt URI' }).fill('simulated:///?vms=3&seed=2');
  await pane.getByRole('button', { name: 'Name, capture and flows' }).click();
  await pane.getByLabel('Name', { exact: true }).fill('a small fleet');
  await expect(pane.getByRole('radio', { name: /^Packets/ })).toBeChecked();
  await pane.getByRole('radio', { name: /^Connections/ }).check();
  const address = pane.getByLabel('Collector address');
  const port = pane.getByLabel('UDP port of the collector');
  await address.fill('192.0.2.300');
  await expect(address).toHaveAccessibleDescription(/no IP address/);
  await expect(watch).toHaveAttribute('aria-disabled', 'true');
  await address.fill('127.0.0.1');
  await port.fill('70000');
  await expect(port).toHaveAttribute('aria-invalid', 'true');
  await expect(port).toHaveAccessibleDescription(/whole number from 1 to 65535/);
  await page.mouse.move(720, 2);
  await page.screenshot({ path: join(pictures, 'live-add-host-wrong.png') });
  expect(await findSerious(page, 'add a host')).toEqual([]);
  await port.fill('0');
  await expect(watch).toHaveAttribute('aria-disabled', 'true');
  await address.fill('');
  await port.fill('');
  await watch.click();
  await expect(page.getByRole('listitem', { name: 'a small fleet' })).toContainText('simulated:///?vms=3&seed=2');
  expect(complaints).toEqual([]);
});

test('a host that cannot be reached is told in the settings and in Conditions, with what to do', async ({
  page,
  openPage,
}) => {
  await openPage();
  await showScreen(page, '/settings?section=hosts&add=true');
  const pane = page.getByRole('complementary', { name: 'Add a host' });
  await pane.getByRole('textbox', { name: 'libvirt URI' }).fill('qemu:///system?socket=/nowhere/libvirt-sock-ro');
  await expect(pane.getByRole('list', { name: 'Checks of this host' }).getByRole('listitem').first()).toBeVisible();
  await expect(pane.getByText(/works all the same/)).toBeVisible({ timeout: 15_000 });
  await pane.getByRole('button', { name: 'Watch' }).click();
  const host = page.getByRole('listitem').filter({ hasText: '/nowhere/libvirt-sock-ro' });
  await expect(host.getByRole('button', { name: 'Try now' })).toBeVisible({ timeout: 20_000 });
  await showScreen(page, '/fleet?conditions=true');
  const conditions = page.getByRole('complementary', { name: 'Conditions' });
  await expect(conditions.getByText('To do').first()).toBeVisible({ timeout: 20_000 });
  await expect(conditions.getByRole('button', { name: 'Try now' })).toBeVisible();
});
