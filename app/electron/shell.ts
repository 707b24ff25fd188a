import { join } from 'node:path';
import type { IpcMainEvent, MenuItemConstructorOptions } from 'electron';
import { answerConsoleRequest, CONSOLE_ORIGIN, CONSOLE_SCHEME, isConsoleAddress } from './console-address.ts';
import { hostEngine } from './engine-host.ts';
import { guardContents, guardSession } from './guard-contents.ts';
import { windowOptions } from './window-options.ts';

/** The parts of Electron the shell uses; tests hand in their own. */
export type ElectronParts = Pick<
  typeof import('electron'),
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'protocol'
  | 'session'
  | 'utilityProcess'
>;

/** Where the shell finds its parts. */
export interface ShellOptions {
  /** Folder of the built programs, and that of the built page. */
  programs: string;
  renderer: string;
  /** Files and addresses the person named. */
  targets: readonly string[];
}

/** Runs the window side of the console: one engine process, any number of windows, one port for each page. */
export async function startShell(
  electron: ElectronParts,
  { programs, renderer, targets }: ShellOptions,
): Promise<void> {
  const { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, session, utilityProcess } = electron;
  if (!app.requestSingleInstanceLock({ targets })) {
    app.quit();
    return;
  }
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([
    { scheme: CONSOLE_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true } },
  ]);

  function openWindow(address: string): void {
    const window = new BrowserWindow(windowOptions(join(programs, 'preload.cjs'), !app.isPackaged));
    window.once('ready-to-show', () => window.show());
    void window.loadURL(address);
  }
  app.on('web-contents-created', (_, contents) => guardContents(contents, openWindow));

  await app.whenReady();
  guardSession(session.defaultSession);
  protocol.handle(CONSOLE_SCHEME, (request) => answerConsoleRequest(renderer, request));

  const engine = hostEngine(
    (first) =>
      utilityProcess.fork(join(programs, 'engine-process.js'), [...first], {
        serviceName: 'Mien engine',
        stdio: 'inherit',
      }),
    targets,
  );

  // The only message of a page: it wants its port. Everything else crosses that port.
  ipcMain.on('mien:connect', (event) => {
    if (!isOwnPage(event)) return;
    const { port1, port2 } = new MessageChannelMain();
    engine.connect(port1);
    event.senderFrame?.postMessage('mien:port', null, [port2]);
  });

  const open = async (): Promise<void> => {
    const { filePaths } = await dialog.showOpenDialog({ properties: ['openFile', 'multiSelections'] });
    if (filePaths.length > 0) engine.open(filePaths);
  };
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      createMenu(
        () => void open(),
        () => openWindow(CONSOLE_ORIGIN),
      ),
    ),
  );

  app.on('second-instance', (_event, _arguments, _folder, data) => {
    const named = readTargets(data);
    if (named.length > 0) engine.open(named);
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return openWindow(CONSOLE_ORIGIN);
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('activate', () => BrowserWindow.getAllWindows().length === 0 && openWindow(CONSOLE_ORIGIN));
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', () => engine.stop());
  openWindow(CONSOLE_ORIGIN);
}

/** True where the top frame of one of our own pages speaks. */
function isOwnPage({ senderFrame, sender }: IpcMainEvent): boolean {
  return senderFrame !== null && senderFrame === sender.mainFrame && isConsoleAddress(senderFrame.url);
}

/** What a second start was given; it came through another process, so it is looked at. */
function readTargets(data: unknown): string[] {
  if (typeof data !== 'object' || data === null || !('targets' in data) || !Array.isArray(data.targets)) return [];
  return data.targets.filter((target): target is string => typeof target === 'string').slice(0, 256);
}

function createMenu(open: () => void, openWindow: () => void): MenuItemConstructorOptions[] {
  return [
    {
      label: 'File',
      submenu: [
        { label: 'Open…', accelerator: 'CmdOrCtrl+O', click: open },
        { label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: openWindow },
        { type: 'separator' },
        { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }, { role: 'togglefullscreen' }],
    },
  ];
}
