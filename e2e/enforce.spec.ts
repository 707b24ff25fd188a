import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { test } from './console-test.ts';
import { lookAt } from './look-at.ts';
import { showScreen } from './screens.ts';

test.use({ targets: ['simulated:///?vms=20&seed=7'] });

const editorOf = (page: Page): Locator => page.getByRole('textbox', { name: /^Text of/ });
const policy = `policy: desktops-out
applies: { vm: shop-desktop-* }
rules:
  - deny: outbound
    to: outside
    ports: [25, 443]
`;

/** Reads a plan, says why, and applies it by the keyboard. */
async function applyPlan(page: Page, title: RegExp, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: title });
  await expect(dialog.getByRole('list', { name: 'What changes on each host' })).toBeVisible();
  const apply = dialog.getByRole('button', { name: /^Apply/ });
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('textbox', { name: /^Why/ }).fill(reason);
  // Where something came between, the plan is shown anew and asked for again.
  await expect(async () => {
    await page.keyboard.press('Control+Enter');
    await expect(page).toHaveURL(/#\/change\//, { timeout: 3000 });
  }).toPass({ timeout: 30_000 });
}

test('a policy is staged, enforced with its plan shown, kept, and taken back; a VM is isolated and let back', async ({
  page,
  openPage,
  complaints,
}) => {
  test.setTimeout(180_000);
  await openPage('/fleet');
  await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(3)).toBeVisible();
  await expect(page.getByText('Nothing is enforced')).toBeVisible();

  await test.step('nothing is enforced before a host permits it', async () => {
    // A made-up host permits it from the start.
    await showScreen(page, '/settings?section=hosts');
    await page.getByRole('button', { name: 'Stop enforcing on simulated' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop enforcing' }).click();
    await expect(page.getByText('Read only, nothing is enforced')).toBeVisible();
    await showScreen(page, '/policy/~new?template=');
    await expect(editorOf(page)).toContainText('policy: new-policy');
    await editorOf(page).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText(policy);
    await page.keyboard.press('Control+s');
    await expect(page).toHaveURL(/policy\/desktops-out/);
    await expect(page.getByRole('button', { name: /^Enforce/ })).toHaveAccessibleName(/no host permits enforcing/);
    await showScreen(page, '/settings?section=hosts');
    await page.getByRole('button', { name: 'Permit enforcing on simulated' }).click();
    const dialog = page.getByRole('dialog', { name: 'Enforce on simulated' });
    await dialog.getByRole('button', { name: 'Permit enforcing' }).click();
    await expect(page.getByRole('button', { name: 'Stop enforcing on simulated' })).toBeVisible();
  });

  await test.step('staged, it is counted beside live traffic', async () => {
    await showScreen(page, '/policy/desktops-out');
    await page.getByRole('button', { name: 'Stage on live traffic' }).click();
    await expect(page.getByRole('list', { name: 'How far it is' }).getByText('Staged')).toHaveAttribute(
      'aria-current',
      'step',
    );
    await showScreen(page, '/policy');
    await expect(page.getByRole('region', { name: 'Staged beside live traffic' })).toContainText('desktops-out');
  });

  await test.step('its plan is shown, and it waits for an answer on every screen', async () => {
    await showScreen(page, '/policy/desktops-out');
    await page.getByRole('button', { name: 'Enforce v1…' }).click();
    await expect(page.getByRole('dialog').getByRole('list', { name: 'What changes on each host' })).toBeVisible();
    expect(await lookAt(page, 'policy-plan')).toEqual([]);
    await applyPlan(page, /^Enforce desktops-out v1/, 'mail goes through the relay');
    await expect(page.getByText(/Keep it\?/)).toBeVisible();
    await expect(page.getByText(/Without your answer the host goes back to being without desktops-out/)).toBeVisible();
    const rows = page.getByRole('table', { name: 'Applied and read back' });
    await expect(rows).toContainText(/equal, \d+ of \d+/);
    await showScreen(page, '/fleet');
    await page.getByRole('link', { name: /^1 change waits for you/ }).click();
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Kept on 1 host')).toBeVisible();
    await expect(page.getByText('Enforcing 1 policy')).toBeVisible();
    // What it denies is counted, and what it permits is measured, while it is in force.
    const denied = page.getByRole('region', { name: 'Denied since' });
    await expect(denied.getByRole('listitem').first()).toContainText(/shop-desktop-.*443/, { timeout: 60_000 });
    await expect(page.getByRole('table', { name: 'Effect so far' })).toContainText('connections a minute', {
      timeout: 60_000,
    });
    expect(await lookAt(page, 'policy-kept')).toEqual([]);
  });

  await test.step('what was kept is taken back, with a reason', async () => {
    await page.getByRole('button', { name: 'Take it back…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Take it back' });
    await dialog.getByRole('textbox').fill('the relay is down');
    await page.keyboard.press('Control+Enter');
    await expect(page.getByText('Enforcing 1 policy')).toBeHidden();
    await expect(page.getByText('Nothing is enforced')).toBeVisible();
  });

  await test.step('a VM is isolated with its plan shown, and an unwanted isolation is reverted by the keyboard', async () => {
    await showScreen(page, '/fleet');
    await page.getByRole('grid', { name: 'VMs' }).getByRole('link').first().click();
    await page.getByRole('button', { name: 'Isolate…' }).click();
    await applyPlan(page, /^Isolate /, 'trying it');
    await expect(page.getByText(/Keep it\?/)).toBeVisible();
    expect(await lookAt(page, 'policy-confirm')).toEqual([]);
    await page.keyboard.press('Control+Backspace');
    await expect(page.getByText('Taken back on 1 host')).toBeVisible();
  });

  await test.step('all of it stands in the audit, and its chain is whole', async () => {
    await showScreen(page, '/audit');
    await expect(page.getByText(/^Whole, \d+ of \d+ entries/)).toBeVisible();
    const audit = page.getByRole('grid', { name: 'Audit' });
    await expect(audit).toContainText('the relay is down');
    await audit.getByRole('row').filter({ hasText: 'mail goes through the relay' }).last().click();
    await expect(page.getByRole('complementary', { name: 'Entry' })).toContainText('mail goes through the relay');
    expect(await lookAt(page, 'audit-entry')).toEqual([]);
  });
  expect(complaints).toEqual([]);
});
