import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { SourceFile } from '../parser-port.ts';

/** Files taken from one folder at most. */
const maxFiles = 200;

/** The sentence for what the file system said. */
function explain(path: string, problem: unknown): Refusal {
  const code = problem instanceof Error && 'code' in problem ? String(problem.code) : '';
  if (code === 'ENOENT')
    return new Refusal(
      'not-found',
      `There is no file ${path}. Check the path; a file on another machine must be copied here first.`,
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new Refusal(
      'forbidden',
      `${path} may not be read by this user. Change its permissions (chmod +r) or open a copy.`,
    );
  return new Refusal(
    'unavailable',
    `${path} cannot be read: ${problem instanceof Error ? problem.message : String(problem)}.`,
  );
}

/**
 * The files that paths name; a folder means the files in it, not in folders below.
 * @throws {Refusal} with the sentence for the analyst when a path is not there, may not be read, or names nothing
 */
export function findFiles(paths: readonly string[]): SourceFile[] {
  const files: SourceFile[] = [];
  const add = (path: string): void => {
    const { size } = statSync(path);
    files.push({ path, name: basename(path), bytes: size, offset: 0, deflated: false, sha256: null });
  };
  for (const given of paths) {
    const path = resolve(given);
    try {
      const stats = statSync(path);
      if (stats.isDirectory()) {
        const names = readdirSync(path, { withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
          .map((entry) => entry.name)
          .sort();
        if (names.length === 0) throw new Refusal('invalid', `The folder ${path} holds no files.`);
        if (names.length > maxFiles)
          throw new Refusal(
            'too-many',
            `The folder ${path} holds ${names.length} files; open at most ${maxFiles} at a time.`,
          );
        for (const name of names) add(join(path, name));
      } else if (stats.isFile()) {
        add(path);
      } else {
        throw new Refusal('unsupported', `${path} is neither a file nor a folder.`);
      }
    } catch (problem) {
      throw problem instanceof Refusal ? problem : explain(path, problem);
    }
  }
  return files;
}

/** Names the evidence: same files, same name, so notes and declarations are found again. */
export function keyOfFiles(files: readonly SourceFile[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort((left, right) => left.path.localeCompare(right.path))) {
    hash.update(`${file.path}\0${file.bytes}\0${file.offset}\0`);
  }
  return hash.digest('hex').slice(0, 32);
}

/** Whether a path is there. */
export function fileExists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
