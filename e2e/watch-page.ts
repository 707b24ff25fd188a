import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { canary } from './fixtures/hostile-texts.ts';

/** What happened on a page that must not. */
export interface Watch {
  /** Dialogs, windows, requests to others, other documents: each in words. */
  readonly mishaps: string[];
  /** Fails where anything ran, left the page, or stands in it as markup. */
  check(): Promise<void>;
}

interface Watched {
  mienViolations?: string[];
}

/** Watches a page from before its first script on; `origin` is the console's own. */
export async function watchPage(page: Page): Promise<Watch> {
  const mishaps: string[] = [];
  const isOwn = (address: string): boolean =>
    /^(blob:)?http:\/\/127\.0\.0\.1:\d+\//.test(address) || address.startsWith('data:');
  page.on('dialog', (dialog) => {
    mishaps.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('popup', (popup) => mishaps.push(`window ${popup.url()}`));
  page.on('request', (request) => {
    if (!isOwn(request.url())) mishaps.push(`request ${request.url()}`);
  });
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() || !isOwn(frame.url())) mishaps.push(`document ${frame.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      ((globalThis as Watched).mienViolations ??= []).push(`${event.effectiveDirective} ${event.sample}`);
    });
  });
  return {
    mishaps,
    check: async () => {
      const found = await page.evaluate((name) => {
        const active =
          'script:not([src^="/assets/"]), iframe, object, embed, frame, base, form[action], portal, audio, video, marquee, math, img:not([src^="data:image/svg"]), body link, body style, body meta, a[href]:not([href*="#/"]):not([href="#screen"]), foreignObject, animate, use, template';
        const marked = [...document.querySelectorAll(active)].map((element) => element.outerHTML.slice(0, 200));
        const handlers = [...document.querySelectorAll('*')]
          .filter((element) => element.getAttributeNames().some((attribute) => attribute.startsWith('on')))
          .map((element) => element.outerHTML.slice(0, 200));
        return {
          hurt: name in globalThis,
          violations: (globalThis as Watched).mienViolations ?? [],
          marked,
          handlers,
          // Characters that turn or hide text never reach the screen as they are.
          turning: /[\p{Bidi_Control}\u200B]/u.test(document.body.textContent ?? ''),
        };
      }, canary);
      expect({ ...found, mishaps }).toEqual({
        hurt: false,
        violations: [],
        marked: [],
        handlers: [],
        turning: false,
        mishaps: [],
      });
    },
  };
}

/** Brings every row of every list on the screen into sight once; answers with all names that were drawn. */
export async function seeAllRows(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const seen = new Set<string>();
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
    const read = (): void => {
      for (const name of document.querySelectorAll('bdi, bdi > .visually-hidden')) seen.add(name.textContent ?? '');
    };
    read();
    for (const list of document.querySelectorAll('.data-table-scroll, .field-tree, .incident-groups, .graph-list')) {
      for (let top = 0; top < list.scrollHeight; top += Math.max(100, list.clientHeight - 40)) {
        list.scrollTop = top;
        await frame();
        read();
      }
      list.scrollTop = 0;
    }
    return [...seen];
  });
}
