import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Path of the Electron program that its package fetched, or null. */
function findElectron(): string | null {
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(join(folder, 'path.txt'))) return null;
  const program = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
  return existsSync(program) ? program : null;
}
const electron = findElectron();
const display = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
const lacks =
  electron === null ? 'Electron is not here: npm start fetches it once' : display ? '' : 'there is no display';

test.describe('the Electron shell', () => {
  test.skip(lacks !== '', lacks);
  let application: ElectronApplication;
  let home = '';
  test.beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'mien-electron-'));
    application = await _electron.launch({
      executablePath: electron ?? '',
      args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
      env: { ...process.env, MIEN_HOME: home, MIEN_NODE: process.execPath },
    });
  });
  test.afterAll(async () => {
    await application?.close();
    await rm(home, { recursive: true, force: true });
  });

  test('shows the console, connected, in a locked-up page', async () => {
    const page = await application.firstWindow();
    await expect(page).toHaveTitle(/Mien/);
    expect(page.url()).toMatch(/^app:\/\/console\//);
    await expect(page.locator('#root > *').first()).toBeVisible();
    const reach = await page.evaluate(() => ({
      require: 'require' in globalThis,
      process: 'process' in globalThis,
      bridge: Object.keys((globalThis as { mien?: object }).mien ?? {}),
    }));
    expect(reach).toEqual({ require: false, process: false, bridge: ['pathOf'] });
    const preferences = await application.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (window === undefined) throw new Error('there is no window');
      return (window.webContents as unknown as { getLastWebPreferences(): object }).getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
    });
  });

  test('does not leave the console', async () => {
    const page = await application.firstWindow();
    await page.evaluate(() => globalThis.location.assign('https://example.invalid/'));
    await page.waitForTimeout(300);
    expect(page.url()).toMatch(/^app:\/\/console\//);
  });
});
