import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Marks where Electron keeps its fuses; the packages that set and read them look for it. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Makes a folder that the packager takes for Electron: the names it expects, and a program that holds only fuses. */
export function createStubElectron(folder) {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  mkdirSync(join(folder, 'locales'), { recursive: true });
  // Version 1, nine fuses, as Electron ships them.
  const wire = Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, 9]), Buffer.from('101100011')]);
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.alloc(512), wire, Buffer.alloc(512)]));
  chmodSync(join(folder, 'electron'), 0o755);
  for (const name of ['chrome-sandbox', 'chrome_crashpad_handler', 'version', 'LICENSE', 'LICENSES.chromium.html']) {
    writeFileSync(join(folder, name), 'stub');
  }
  writeFileSync(join(folder, 'locales', 'en-US.pak'), 'stub');
}
