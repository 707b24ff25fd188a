import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Folder of what was built. */
export const dist = join(root, 'dist');
/** Folder of what the launcher remembers. */
export const cache = join(root, '.cache');
/** Path inside the project. */
export const at = (...parts) => join(root, ...parts);
