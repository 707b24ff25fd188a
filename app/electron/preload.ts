import { contextBridge, ipcRenderer, webUtils } from 'electron';

/** What this script uses of the page's window; the app layer is checked without the DOM's types. */
interface PageWindow {
  location: { origin: string };
  addEventListener(type: 'message', listener: (event: { data: unknown; source: unknown }) => void): void;
  postMessage(message: string, origin: string, ports?: readonly unknown[]): void;
}
const page = globalThis as unknown as PageWindow;

// All the page gets: the port to the engine when it asks for one, and the path of a file that a person dropped.
page.addEventListener('message', ({ data, source }) => {
  if (source === page && data === 'mien:connect') ipcRenderer.send('mien:connect');
});
ipcRenderer.on('mien:port', ({ ports }) => page.postMessage('mien:port', page.location.origin, ports));
contextBridge.exposeInMainWorld('mien', { pathOf: (file: File) => webUtils.getPathForFile(file) });
