import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { SourceFile } from '../parser-port.ts';

/** Files taken from one folder at most. */
const maxFiles = 200;
/** Folders below a folder that are looked into. */
const maxDepth = 3;

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

/** Files of a folder and those below it, in order of name; hidden ones and links are left out. */
function listFolder(folder: string, depth: number): string[] {
  const found: string[] = [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((left, right) =>
    left.name.localeCompare(right.name),
  );
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isFile()) found.push(path);
    else if (entry.isDirectory() && depth < maxDepth) found.push(...listFolder(path, depth + 1));
    if (found.length > maxFiles) break;
  }
  return found;
}

/**
 * The files that paths name; a folder means the files in it and in folders below, three deep.
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
        const found = listFolder(path, 0);
        if (found.length === 0) throw new Refusal('invalid', `The folder ${path} holds no files.`);
        if (found.length > maxFiles) {
          throw new Refusal('too-many', `The folder ${path} holds more than ${maxFiles} files; open fewer at a time.`);
        }
        for (const name of found) add(name);
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
