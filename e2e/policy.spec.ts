import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { test } from './console-test.ts';
import { lookAt } from './look-at.ts';
import { showScreen } from './screens.ts';

const editorOf = (page: Page): Locator => page.getByRole('textbox', { name: /^Text of/ });

/** Writes a text in place of what the editor holds. */
async function write(page: Page, text: string): Promise<void> {
  const editor = editorOf(page);
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  // At once, as pasted: the editor closes brackets and indents what is typed key by key.
  await page.keyboard.insertText(text);
}

const count = (page: Page, name: string): Locator => page.getByRole('radio', { name: new RegExp(`^${name}`) });

test('a policy is written, shows what it breaks on the sample, is mended and kept, offline', async ({
  page,
  openPage,
  complaints,
}) => {
  test.setTimeout(120_000);
  await openPage();
  await expect(page.getByRole('grid', { name: 'VMs' }).getByRole('row').nth(2)).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('p');
  await expect(page).toHaveURL(/#\/policy/);
  await expect(page.getByText('No policy is written')).toBeVisible();
  expect(await lookAt(page, 'policies-empty')).toEqual([]);

  await test.step('a template is judged before it is saved, and nothing offers to enforce', async () => {
    await page.getByRole('button', { name: 'New policy' }).click();
    await page.getByRole('menuitem', { name: /Web tier/ }).click();
    await expect(editorOf(page)).toContainText('policy: web-tier');
    await expect(page.getByText('Opened from a file: judged here, enforced nowhere.')).toBeVisible();
    await expect(page.getByRole('button', { name: /Enforce/ })).toHaveCount(0);
    await expect(page.getByText(/judged on [\d,]+ stored flows/)).toBeVisible();
  });

  const broken = page.getByRole('region', { name: 'Dependency edges that break' });
  await test.step('it shows which known dependencies break, and malicious flows it stops and does not', async () => {
    await expect(count(page, 'permitted → denied')).toContainText(/[1-9]\d* *flows, 1 VM/);
    await expect(broken.getByRole('listitem').first()).toContainText(/http/);
    const stopped = page.getByRole('region', { name: 'Malicious flows it would have stopped' });
    await expect(stopped).toContainText('Password Guessing');
    await expect(stopped).toContainText('It would not have stopped');
    const row = page.getByRole('grid', { name: 'Flows the draft touches' }).getByRole('row').nth(1);
    await row.click();
    const facts = page.getByRole('region', { name: 'The chosen row' });
    await expect(facts).toContainText('With the draft');
    await expect(facts.getByRole('link', { name: /the flow/ })).toHaveAttribute('href', /filter=/);
    expect(await lookAt(page, 'policy-preview')).toEqual([]);
  });

  await test.step('what it is compiled to leads to the line it came from, and back', async () => {
    const compiled = page.getByRole('region', { name: 'Compiled rules' });
    const lead = compiled.getByRole('button', { name: /^line \d+/ }).first();
    const line = Number(/\d+/.exec((await lead.textContent()) ?? '')?.[0]);
    await lead.click();
    await expect(editorOf(page)).toBeFocused();
    await expect(page.locator('.cm-activeLineGutter').filter({ hasText: String(line) })).toBeVisible();
    await expect(compiled.locator('.compiled-pointed').first()).toBeVisible();
  });

  await test.step('broken dependencies are drawn on the graph', async () => {
    await page.getByRole('button', { name: 'Show on graph' }).click();
    await expect(page.getByText(/known dependencies would be denied/)).toBeVisible();
    await page.getByRole('radio', { name: 'List' }).click();
    await expect(page.getByRole('grid', { name: 'Edges of the graph' }).getByText('✕ denied').first()).toBeVisible();
    await page.getByRole('link', { name: 'of a new policy' }).click();
    await expect(editorOf(page)).toContainText('policy: web-tier');
  });

  await test.step('what is needed is allowed, and then it breaks less', async () => {
    const before = await broken.getByRole('listitem').count();
    await broken.getByRole('button', { name: /^Allow these/ }).click();
    await expect(page.getByText('not saved')).toBeVisible();
    await expect.poll(() => broken.getByRole('listitem').count()).toBeLessThan(before);
  });

  await test.step('an error is marked as it is typed, judged without its line, and mended by its offer', async () => {
    await write(
      page,
      'policy: shop-front\napplies: { role: web }\nrules:\n  - deny: outbound\n    to: { out }\n  - deny: inbound\n    from: outside\n    service: ssh\n',
    );
    await expect(page.getByText('1 error')).toBeVisible();
    await expect(page.getByText(/with line 4 left out/)).toBeVisible();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('F8');
    await page.getByRole('button', { name: 'Write outside' }).click();
    await expect(page.getByText('1 error')).toBeHidden();
    await expect(editorOf(page)).toContainText('{ outside }');
  });

  await test.step('words are offered where the cursor is', async () => {
    await editorOf(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('tie');
    await expect(page.getByRole('option', { name: /tier/ })).toBeVisible();
    // What is offered can be taken a moment after it came, so that Enter is not taken for it.
    await page.waitForTimeout(150);
    await page.keyboard.press('Tab');
    await page.keyboard.type('quar');
    await expect(page.getByRole('option', { name: /quarantine/ })).toBeVisible();
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
    await expect(editorOf(page)).toContainText('tier: quarantine');
  });

  await test.step('it is formatted, saved, and its versions are compared', async () => {
    await page.keyboard.press('Control+Shift+f');
    await page.keyboard.press('Control+s');
    await expect(page.getByText('Saved as version 1')).toBeVisible();
    await expect(page).toHaveURL(/policy\/shop-front/);
    await editorOf(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('priority: 321');
    await page.keyboard.press('Control+s');
    await expect(page.getByText('Saved as version 2')).toBeVisible();
    await page.getByRole('button', { name: 'Versions' }).click();
    const versions = page.getByRole('list', { name: 'Versions of shop-front' });
    await expect(versions.getByRole('listitem')).toHaveCount(2);
    await versions.getByRole('button', { name: 'Diff of the draft with version 1' }).click();
    await expect(page.getByRole('list', { name: 'Differences from version 1' })).toContainText('priority: 321');
    expect(await lookAt(page, 'policy-versions')).toEqual([]);
    await page.getByRole('button', { name: 'Versions' }).click();
  });

  await test.step('a draft that was not saved outlives its window', async () => {
    await editorOf(page).click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\ndescription: half a sen');
    await expect(page.getByText(/edited .* ago, not saved/)).toBeVisible();
    await page.reload();
    await expect(editorOf(page)).toContainText('half a sen');
    await expect(page.getByText(/not saved/)).toBeVisible();
    await showScreen(page, '/policy');
    await expect(page.getByRole('grid', { name: 'Policies' })).toContainText('unsaved draft');
  });
  expect(complaints).toEqual([]);
});

test('a policy is written from what a VM was seen to do, and from a rule that would relieve most', async ({
  page,
  openPage,
  complaints,
}) => {
  await openPage();
  const vms = page.getByRole('grid', { name: 'VMs' });
  await vms.getByRole('link', { name: 'cache' }).first().click();
  await page.getByRole('button', { name: 'Policy…' }).click();
  await expect(editorOf(page)).toContainText('allow: ');
  await expect(page.locator('.finding-counts')).toContainText(/no findings|warning/);
  await expect(page.getByText(/\d error/)).toBeHidden();
  await showScreen(page, '/graph');
  await page.getByRole('link', { name: 'Draft this rule' }).first().click();
  await expect(editorOf(page)).toContainText('deny: inbound');
  await expect(page.getByText(/\d error/)).toBeHidden();
  await expect(page.getByText(/judged on/)).toBeVisible();
  expect(complaints).toEqual([]);
});

test('who changed what stands in the audit, with its chain', async ({ page, openPage, complaints }) => {
  await openPage('/policy/~new?template=');
  for (const name of ['first-one', 'second-one']) {
    await showScreen(page, `/policy/~new?template=${name}`);
    await expect(editorOf(page)).toContainText('policy: new-policy');
    await write(page, `policy: ${name}\nrules:\n  - deny: outbound\n    to: outside\n`);
    await page.keyboard.press('Control+s');
    await expect(page).toHaveURL(new RegExp(`policy/${name}`));
  }
  await showScreen(page, '/audit');
  const rows = page.getByRole('grid', { name: 'Audit' }).getByRole('row');
  await expect(page.getByText(/^Whole, \d+ of \d+ entries/)).toBeVisible();
  await expect(rows.nth(2)).toContainText('Save policy');
  await rows.nth(2).click();
  const entry = page.getByRole('complementary', { name: 'Entry' });
  await expect(entry).toContainText('SHA-256 over the entry and the hash before it');
  await expect(entry.getByRole('button', { name: /^Copy hash/ }).first()).toBeVisible();
  expect(await lookAt(page, 'audit')).toEqual([]);
  await page.keyboard.press('/');
  await page.keyboard.type('nobody did this');
  await expect(page.getByText('No entry that was read is like this')).toBeVisible();
  await page.getByRole('button', { name: 'Drop all filters' }).click();
  await expect(rows.nth(2)).toBeVisible();
  expect(complaints).toEqual([]);
});
