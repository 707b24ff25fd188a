import type { BrowserWindowConstructorOptions } from 'electron';

/** What every window of the console is made with; the page gets no Node, no wider reach, and one preload script. */
export function windowOptions(preload: string, developing: boolean): BrowserWindowConstructorOptions {
  return {
    title: 'Mien',
    width: 1440,
    height: 900,
    minWidth: 1100,
    minHeight: 700,
    show: false,
    backgroundColor: '#0d1013',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: developing,
    },
  };
}
