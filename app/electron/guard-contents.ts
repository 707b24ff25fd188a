import type { Session, WebContents } from 'electron';
import { isConsoleAddress } from './console-address.ts';

/** Permissions the page may use: copying text that an analyst selected. */
const permitted = new Set(['clipboard-sanitized-write']);

/** Keeps a page where it is: no navigation away, no webview; a new window only for the console, made by `openWindow`. */
export function guardContents(contents: WebContents, openWindow: (address: string) => void): void {
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isConsoleAddress(url)) openWindow(url);
    return { action: 'deny' };
  });
}

function stay(event: { preventDefault(): void; url: string }): void {
  if (!isConsoleAddress(event.url)) event.preventDefault();
}

/** Denies what pages may ask of the machine. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_, permission, answer) => answer(permitted.has(permission)));
  session.setPermissionCheckHandler((_, permission) => permitted.has(permission));
  session.setDevicePermissionHandler(() => false);
}
