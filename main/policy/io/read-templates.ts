import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Policies to begin with: the files of a folder, titled by the comment they begin with. */
export function readTemplates(folder: string): { name: string; title: string; text: string }[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      const name = basename(file, '.yaml');
      return { name, title: /^# (.+)$/m.exec(text)?.[1] ?? name, text };
    });
}
