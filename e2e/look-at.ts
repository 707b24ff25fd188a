import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const pictures = fileURLToPath(new URL('artifacts/pages/', import.meta.url));

/** Takes a picture of the screen in the dark and in the light; answers what axe finds serious in either. */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  await mkdir(pictures, { recursive: true });
  const found: string[] = [];
  for (const theme of ['light', 'dark']) {
    await page.evaluate((value) => {
      document.documentElement.dataset['theme'] = value;
    }, theme);
    // Colours come over by a transition, which axe would measure half way.
    await page.evaluate(() =>
      Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => undefined))),
    );
    await page.screenshot({ path: join(pictures, `${name}-${theme}.png`) });
    const axe = new AxeBuilder({ page });
    // What does not hang on colours is looked at in the dark.
    if (theme === 'light') axe.withRules(['color-contrast', 'link-in-text-block']);
    const { violations } = await axe.analyze();
    found.push(
      ...violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) =>
          nodes.slice(0, 3).map((node) => `${name}-${theme}: ${id} ${node.target.join(' ')}`),
        ),
    );
  }
  return found;
}
