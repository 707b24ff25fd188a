import { join } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  protocol,
  session,
  utilityProcess,
} from 'electron';
import { applicationRoot } from '../application-root.ts';
import { startShell } from './shell.ts';

const programs = join(applicationRoot(), 'dist');
const marker = process.argv.indexOf('--');
// Not awaited: Electron becomes ready only after this module has run.
void startShell(
  { app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, protocol, session, utilityProcess },
  {
    programs,
    renderer: join(programs, 'renderer'),
    // Without the mark, what a desktop adds to the program's own name.
    targets:
      marker < 0
        ? process.argv.slice(1).filter((arg) => app.isPackaged && !arg.startsWith('-'))
        : process.argv.slice(marker + 1),
  },
);
