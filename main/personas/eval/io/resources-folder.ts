import { fileURLToPath } from 'node:url';

/** The folder of the settings that are shipped. */
export function resourcesFolder(): string {
  return fileURLToPath(new URL('../../../../resources', import.meta.url));
}
