import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ElectronParts } from './shell.ts';
import { startShell } from './shell.ts';

/** As much of Electron as the shell touches. */
function createElectron(lock = true) {
  const windows: FakeWindow[] = [];
  class FakeContents extends EventEmitter {
    mainFrame = { url: 'app://console/fleet', postMessage: vi.fn() };
    windowOpenHandler: ((details: { url: string }) => { action: string }) | null = null;
    setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
      this.windowOpenHandler = handler;
    }
  }
  class FakeWindow extends EventEmitter {
    static getAllWindows = () => windows;
    options: { webPreferences: Record<string, unknown> };
    webContents = new FakeContents();
    loadURL = vi.fn(async () => undefined);
    show = vi.fn();
    focus = vi.fn();
    isMinimized = () => false;
    constructor(options: { webPreferences: Record<string, unknown> }) {
      super();
      this.options = options;
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
  }
  const app = Object.assign(new EventEmitter(), {
    isPackaged: true,
    requestSingleInstanceLock: () => lock,
    quit: vi.fn(),
    enableSandbox: vi.fn(),
    whenReady: async () => undefined,
  });
  const children: (EventEmitter & { postMessage: ReturnType<typeof vi.fn>; kill: ReturnType<typeof vi.fn> })[] = [];
  const fork = vi.fn<(...forked: unknown[]) => unknown>(() => {
    const child = Object.assign(new EventEmitter(), { postMessage: vi.fn(), kill: vi.fn() });
    children.push(child);
    return child;
  });
  const defaultSession = {
    setPermissionRequestHandler: vi.fn(),
    setPermissionCheckHandler: vi.fn(),
    setDevicePermissionHandler: vi.fn(),
  };
  const ipcMain = new EventEmitter();
  const protocol = { registerSchemesAsPrivileged: vi.fn(), handle: vi.fn() };
  class MessageChannelMain {
    port1 = { name: 'engine end', close: vi.fn() };
    port2 = { name: 'page end' };
  }
  const Menu = { buildFromTemplate: vi.fn((template: unknown) => template), setApplicationMenu: vi.fn() };
  const dialog = { showOpenDialog: vi.fn(async () => ({ filePaths: ['/chosen.pcap'] })) };
  const parts = {
    app,
    BrowserWindow: FakeWindow,
    dialog,
    ipcMain,
    Menu,
    MessageChannelMain,
    protocol,
    session: { defaultSession },
    utilityProcess: { fork },
  };
  return { ...parts, windows, children, fork, defaultSession, parts: parts as unknown as ElectronParts };
}

let electron: ReturnType<typeof createElectron>;
const start = async (lock = true): Promise<void> => {
  electron = createElectron(lock);
  await startShell(electron.parts, { programs: '/p', renderer: '/p/renderer', targets: ['/a.pcap'] });
};
const firstWindow = () => electron.windows[0] as (typeof electron.windows)[0];

describe('startShell', () => {
  beforeEach(() => start());

  it('makes one locked-up window of the console and one engine', () => {
    expect(electron.app.enableSandbox).toHaveBeenCalled();
    expect(electron.windows).toHaveLength(1);
    expect(firstWindow().loadURL).toHaveBeenCalledWith('app://console');
    expect(firstWindow().options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      devTools: false,
      preload: '/p/preload.cjs',
    });
    expect(electron.fork).toHaveBeenCalledTimes(1);
    expect(electron.fork.mock.calls[0]?.slice(0, 2)).toEqual(['/p/engine-process.js', ['/a.pcap']]);
    expect(electron.protocol.registerSchemesAsPrivileged.mock.calls[0]?.[0]).toMatchObject([
      { scheme: 'app', privileges: { corsEnabled: true } },
    ]);
  });

  it('keeps pages where they are', () => {
    const { webContents } = firstWindow();
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      const away = { url: 'https://evil.example/', preventDefault: vi.fn() };
      webContents.emit(name, away);
      expect(away.preventDefault).toHaveBeenCalled();
      const home = { url: 'app://console/vm/1', preventDefault: vi.fn() };
      webContents.emit(name, home);
      expect(home.preventDefault).not.toHaveBeenCalled();
    }
    const webview = { preventDefault: vi.fn() };
    webContents.emit('will-attach-webview', webview);
    expect(webview.preventDefault).toHaveBeenCalled();
  });

  it('opens further windows for the console alone, and by itself', () => {
    const handle = firstWindow().webContents.windowOpenHandler;
    expect(handle?.({ url: 'https://evil.example/' })).toEqual({ action: 'deny' });
    expect(electron.windows).toHaveLength(1);
    expect(handle?.({ url: 'app://console/vm/1' })).toEqual({ action: 'deny' });
    expect(electron.windows).toHaveLength(2);
    expect(electron.windows[1]?.loadURL).toHaveBeenCalledWith('app://console/vm/1');
  });

  it('denies permissions, but for copying text', () => {
    const request = electron.defaultSession.setPermissionRequestHandler.mock.calls[0]?.[0] as (
      contents: unknown,
      permission: string,
      answer: (granted: boolean) => void,
    ) => void;
    const granted = [
      'media',
      'geolocation',
      'notifications',
      'openExternal',
      'clipboard-read',
      'hid',
      'clipboard-sanitized-write',
    ].filter((permission) => {
      const answer = vi.fn();
      request(null, permission, answer);
      return answer.mock.calls[0]?.[0] === true;
    });
    expect(granted).toEqual(['clipboard-sanitized-write']);
    const device = electron.defaultSession.setDevicePermissionHandler.mock.calls[0]?.[0] as () => boolean;
    expect(device()).toBe(false);
  });

  it('hands one port to the top frame of a page of its own, and to nobody else', () => {
    const { webContents } = firstWindow();
    const own = webContents.mainFrame;
    electron.ipcMain.emit('mien:connect', { sender: webContents, senderFrame: own });
    expect(own.postMessage).toHaveBeenCalledWith('mien:port', null, [expect.objectContaining({ name: 'page end' })]);
    expect(electron.children[0]?.postMessage).toHaveBeenCalledWith({ kind: 'connect' }, [
      expect.objectContaining({ name: 'engine end' }),
    ]);
    const wrong = [
      { url: 'app://console/', postMessage: vi.fn() },
      { url: 'https://evil.example/', postMessage: vi.fn() },
    ];
    electron.ipcMain.emit('mien:connect', { sender: webContents, senderFrame: wrong[0] });
    electron.ipcMain.emit('mien:connect', { sender: { mainFrame: wrong[1] }, senderFrame: wrong[1] });
    electron.ipcMain.emit('mien:connect', { sender: webContents, senderFrame: null });
    for (const { postMessage } of wrong) expect(postMessage).not.toHaveBeenCalled();
    expect(electron.children[0]?.postMessage).toHaveBeenCalledTimes(1);
  });

  it('listens to no other message of a page', () => {
    expect(electron.ipcMain.eventNames()).toEqual(['mien:connect']);
  });

  it('starts a dead engine again, but not for ever, and not when it is told to end', () => {
    for (let death = 0; death < 8; death += 1) electron.children.at(-1)?.emit('exit', 1);
    expect(electron.fork).toHaveBeenCalledTimes(6);
    expect(electron.fork.mock.calls[1]?.[1]).toEqual(['--resume']);
  });

  it('ends the engine with itself', () => {
    electron.app.emit('will-quit');
    expect(electron.children[0]?.kill).toHaveBeenCalled();
    electron.children[0]?.emit('exit', 0);
    expect(electron.fork).toHaveBeenCalledTimes(1);
  });

  it('opens what a second start names, and shows its window', () => {
    electron.app.emit('second-instance', {}, [], '/', { targets: ['/b.pcap', 7] });
    expect(electron.children[0]?.postMessage).toHaveBeenCalledWith({ kind: 'open', targets: ['/b.pcap'] }, []);
    expect(firstWindow().focus).toHaveBeenCalled();
    electron.app.emit('second-instance', {}, [], '/', null);
    expect(electron.children[0]?.postMessage).toHaveBeenCalledTimes(1);
  });

  it('opens files from its menu', async () => {
    const [template] = electron.Menu.buildFromTemplate.mock.calls[0] as [
      { submenu: { label: string; click: () => void }[] }[],
    ];
    template[0]?.submenu.find(({ label }) => label === 'Open…')?.click();
    await vi.waitFor(() =>
      expect(electron.children[0]?.postMessage).toHaveBeenCalledWith({ kind: 'open', targets: ['/chosen.pcap'] }, []),
    );
  });
});

it('leaves the field to a console that runs already', async () => {
  await start(false);
  expect(electron.app.quit).toHaveBeenCalled();
  expect(electron.windows).toHaveLength(0);
  expect(electron.fork).not.toHaveBeenCalled();
});
