import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { test } from './console-test.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

test.describe('the served console', () => {
  test('comes up without a complaint and without the token in its address', async ({ page, openPage, complaints }) => {
    await openPage();
    await expect(page).toHaveTitle(/Mien/);
    await expect(page.locator('#root > *').first()).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(page.url()).not.toContain('token');
    expect(complaints).toEqual([]);
  });

  test('opens a link once', async ({ page, browser, served }) => {
    const link = await served.nextLink();
    await page.goto(link);
    const stranger = await browser.newContext();
    const answer = await (await stranger.newPage()).goto(link);
    expect(answer?.status()).toBe(403);
    await stranger.close();
  });

  test('runs no inline script, no code from text and no markup from text', async ({ page, openPage }) => {
    await openPage();
    const outcome = await page.evaluate(async () => {
      const violations: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
      const script = document.createElement('script');
      const compile = Reflect.get(globalThis, 'eval') as (text: string) => unknown;
      const attempts: Record<string, () => unknown> = {
        markup: () => (document.body.innerHTML = '<img src=x onerror="window.hurt = 1">'),
        code: () => compile('window.hurt = 2'),
        script: () => (script.text = 'window.hurt = 3'),
      };
      // The browser lets a debugger's own expression compile text; what runs later is the page's.
      await new Promise((resolve) => setTimeout(resolve, 10));
      const tried: string[] = [];
      for (const [name, act] of Object.entries(attempts)) {
        try {
          act();
          tried.push(name);
        } catch {
          // Refused, as it should be.
        }
      }
      const image = document.createElement('img');
      image.setAttribute('src', 'https://example.invalid/leak');
      document.body.append(image);
      const frame = document.createElement('iframe');
      frame.setAttribute('src', 'https://example.invalid/');
      document.body.append(frame);
      await fetch('https://example.invalid/').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { tried, hurt: 'hurt' in window, violations };
    });
    expect(outcome.tried).toEqual([]);
    expect(outcome.hurt).toBe(false);
    expect(outcome.violations).toEqual(expect.arrayContaining(['img-src', 'frame-src', 'connect-src']));
  });

  test('runs its own workers and no others', async ({ page, openPage, complaints }) => {
    const assets = await readdir(join(root, 'dist/renderer/assets'));
    const worker = assets.find((name) => name.includes('worker')) ?? '';
    await openPage();
    const outcome = await page.evaluate((own) => {
      const tryWorker = (address: string): boolean => {
        try {
          new Worker(address, { type: 'module' }).terminate();
          return true;
        } catch {
          return false;
        }
      };
      return [tryWorker(own), tryWorker('data:text/javascript,1'), tryWorker('https://example.invalid/assets/w.js')];
    }, `/assets/${worker}`);
    expect(outcome).toEqual([true, false, false]);
    expect(complaints.filter((text) => !text.includes('not a script of the console'))).toEqual([]);
  });

  test('lets a page of another origin neither connect nor frame it', async ({ page, served, context, openPage }) => {
    await openPage();
    const { origin } = new URL(await served.nextLink());
    await context.route('http://evil.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${origin}/"></iframe>` }),
    );
    const evil = await context.newPage();
    await evil.goto('http://evil.example/');
    const connected = await evil.evaluate(
      (address) =>
        new Promise((resolve) => {
          const socket = new WebSocket(`${address.replace('http', 'ws')}/rpc`);
          socket.addEventListener('open', () => resolve(true));
          socket.addEventListener('error', () => resolve(false));
        }),
      origin,
    );
    expect(connected).toBe(false);
    const framed = evil.frames().find((frame) => frame.url().startsWith(origin));
    expect(await framed?.title()).not.toBe('Mien');
    await expect(page.locator('#root > *').first()).toBeVisible();
  });
});
