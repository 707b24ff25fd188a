import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { endsOf, readPcapng } from './fixtures/read-pcapng.ts';

/** What a session must tell of the VM that misbehaves. */
export interface Story {
  /** Name of the VM as the Fleet shows it. */
  guilty: string;
  /** Techniques that must be named among the reasons. */
  techniques: readonly string[];
}

/** From the Fleet to the guilty VM in one click, and why its risk is what it is: parts that add up. */
export async function reachGuilty(page: Page, { guilty, techniques }: Story): Promise<void> {
  const vms = page.getByRole('grid', { name: 'VMs', exact: true });
  const row = vms.getByRole('row').filter({ has: page.getByRole('link', { name: guilty, exact: true }) });
  await expect(row.getByRole('img', { name: /^(Critical|High) risk/ })).toBeVisible();
  await page.getByRole('link', { name: guilty, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: guilty })).toBeVisible();
  const why = page.getByRole('region', { name: /^Why this risk is/ });
  const risk = Number(/\d\.\d\d/.exec((await why.getByRole('heading', { level: 2 }).textContent()) ?? '')?.[0]);
  expect(risk).toBeGreaterThanOrEqual(0.7);
  const weights: number[] = [];
  const parts = await why.getByRole('listitem').allTextContents();
  for (const text of parts) {
    const weight = /([+−-])(\d\.\d\d)$/.exec(text);
    if (weight !== null) weights.push(Number(weight[2]) * (weight[1] === '+' ? 1 : -1));
  }
  expect(parts.at(-1)).toContain(risk.toFixed(2));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  // Each part is rounded for itself.
  expect(Math.abs(sum - risk), `${weights.join(' ')} = ${risk}`).toBeLessThan(0.005 * (weights.length + 1));
  for (const technique of techniques) await expect(why).toContainText(technique);
}

/** From a reason to the flows that prove it; leaves the first of them chosen. */
export async function showProof(page: Page, technique: string): Promise<Locator> {
  const why = page.getByRole('region', { name: /^Why this risk is/ });
  await why.getByRole('listitem').filter({ hasText: technique }).getByRole('link').first().click();
  await expect(page.getByText('proof of:')).toBeVisible();
  const flows = page.getByRole('grid', { name: /^Flows of/ });
  const first = flows.getByRole('row').nth(1);
  await first.click();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  const packets = page.getByRole('region', { name: 'Packets of this flow' });
  await expect(packets.getByRole('tree', { name: 'Decoded packet' })).toBeVisible();
  return first;
}

/** The decoded tree and the bytes mark the same part, whichever is chosen. */
export async function checkBytes(page: Page): Promise<void> {
  const packets = page.getByRole('region', { name: 'Packets of this flow' });
  const tree = packets.getByRole('tree', { name: 'Decoded packet' });
  const bytes = packets.getByRole('application');
  await expect(bytes).toHaveAttribute('aria-label', /none marked/);
  const layer = tree.getByRole('treeitem', { name: /Ethernet/ }).first();
  await layer.click();
  await expect(bytes).toHaveAttribute('aria-label', /marked 0 to 13: /);
  await expect(bytes.locator('.hex-digits .hex-marked')).toHaveCount(14);
  // The first byte of the IPv4 source address.
  await bytes.locator('.hex-digits [data-byte="26"]').click();
  const chosen = tree.locator('[aria-selected="true"]');
  await expect(chosen).toContainText(/Source/);
  await expect(bytes).toHaveAttribute('aria-label', /marked 26 to 29: /);
  const label = (await bytes.getAttribute('aria-label')) ?? '';
  const digits = /: ([0-9a-f ]+)$/.exec(label)?.[1]?.split(' ') ?? [];
  await expect(chosen).toContainText(digits.map((pair) => Number.parseInt(pair, 16)).join('.'));
}

/** The chosen flow as pcapng holds just its packets. `flow`: its row. */
export async function exportFlow(page: Page, flow: Locator): Promise<void> {
  const packets = page.getByRole('region', { name: 'Packets of this flow' });
  const total = Number(
    /^[\d,\u2009 ]+/.exec((await packets.getByRole('status').textContent()) ?? '')?.[0].replaceAll(/\D/g, ''),
  );
  const ends = await flow
    .locator('bdi')
    .evaluateAll((names) => names.slice(0, 2).map((name) => name.getAttribute('title') ?? ''));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    packets.getByRole('button', { name: 'Export flow' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.pcapng$/);
  const frames = readPcapng(await readFile(await download.path()));
  expect(frames).toHaveLength(total);
  expect(new Set(frames.map(endsOf))).toEqual(new Set([ends.toSorted().join(' ')]));
}

/** A note on a flow of the session is found again after a reload, and leads back to its flow. */
export async function keepNote(page: Page, text: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('grid', { name: 'Open sessions' }).getByRole('link').first().click();
  const flows = page.getByRole('grid', { name: 'Flows of this session' });
  await flows.getByRole('row').nth(2).click();
  await expect(page).toHaveURL(/flow=\d+/);
  const chosen = /[?&]flow=(\d+)/.exec(page.url())?.[1];
  await page.keyboard.press('n');
  const field = page.getByRole('textbox', { name: 'New note' });
  await expect(field).toBeFocused();
  await field.fill(text);
  await field.press('Control+Enter');
  const notes = page.getByRole('list', { name: 'Notes' });
  await expect(notes.getByRole('listitem').filter({ hasText: text })).toBeVisible();
  await page.reload();
  const kept = notes.getByRole('listitem').filter({ hasText: text });
  await expect(kept).toBeVisible();
  await flows.getByRole('row').nth(1).click();
  await expect(page).not.toHaveURL(new RegExp(`[?&]flow=${chosen}(&|$)`));
  await kept.getByRole('link').click();
  await expect(page).toHaveURL(new RegExp(`[?&]flow=${chosen}(&|$)`));
}

/** Work on an incident outlives a reload. */
export async function workIncident(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('link', { name: /^Incidents/ })
    .click();
  const state = page.getByRole('group', { name: 'State' });
  await state.getByRole('button', { name: 'Looking' }).click();
  await expect(state.getByRole('button', { name: 'Looking' })).toHaveAttribute('aria-pressed', 'true');
  await page.reload();
  await expect(state.getByRole('button', { name: 'Looking' })).toHaveAttribute('aria-pressed', 'true');
  await expect(state.getByRole('button', { name: 'New' })).toHaveAttribute('aria-pressed', 'false');
}
