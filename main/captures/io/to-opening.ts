import { nameOfPaths } from '../name-of-paths.ts';
import { findFiles } from './find-files.ts';
import type { Opening } from './session-opener.ts';

/** What is opened where files or folders are named. */
export function toOpening(paths: readonly string[], sample: boolean): Opening {
  return { name: nameOfPaths(paths), files: findFiles(paths), sample, remarks: [] };
}
