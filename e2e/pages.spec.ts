import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { test } from './console-test.ts';
import { writeIntrusion } from './fixtures/write-intrusion.ts';
import { findSession, screens, showScreen } from './screens.ts';

const pictures = fileURLToPath(new URL('artifacts/pages/', import.meta.url));

test.use({
  targets: async ({ folder }, use) => {
    const path = join(folder, 'intrusion.pcap');
    await writeIntrusion(path);
    await use([path]);
  },
});

/** The first flow of the session to the port that the intruder calls. */
async function findFlow(page: Page, session: string): Promise<string> {
  await showScreen(page, `/session/${session}?filter=port:8080`);
  const flows = page.getByRole('grid', { name: 'Flows of this session' });
  await expect(flows.getByRole('row').nth(1)).toContainText(':8080');
  await flows.getByRole('row').nth(1).click();
  await expect(page).toHaveURL(/flow=\d+/);
  return /flow=(\d+)/.exec(page.url())?.[1] ?? '';
}

for (const theme of ['Dark', 'Light'] as const) {
  test(`every screen, ${theme.toLowerCase()}: nothing serious for axe, and a picture`, async ({
    page,
    openPage,
    complaints,
  }) => {
    test.setTimeout(180_000);
    await openPage();
    await page.getByRole('button', { name: 'Theme' }).click();
    await page.getByRole('menuitemradio', { name: theme }).click();
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
    const session = await findSession(page);
    const flow = await findFlow(page, session);
    const found: string[] = [];
    for (const screen of screens) {
      await showScreen(page, screen.path.replace('SESSION', session).replace('FLOW', flow));
      await screen.ready(page);
      await page.mouse.move(720, 2);
      await page.screenshot({ path: join(pictures, `${screen.name}-${theme.toLowerCase()}.png`) });
      const axe = new AxeBuilder({ page });
      // What does not hang on colours was looked at in the dark.
      if (theme === 'Light') axe.withRules(['color-contrast', 'link-in-text-block']);
      const { violations } = await axe.analyze();
      for (const { id, impact, nodes } of violations) {
        if (impact !== 'serious' && impact !== 'critical') continue;
        for (const node of nodes.slice(0, 3))
          found.push(
            `${screen.name}: ${id} ${node.target.join(' ')} ${node.any[0]?.message ?? node.failureSummary ?? ''}`,
          );
      }
    }
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
}
