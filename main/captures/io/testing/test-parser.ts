import { join } from 'node:path';
import type { ParserProgram } from '../parser-process.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');

/** The parsing child as tests run it: from its sources. */
export const testParser: ParserProgram = {
  node: process.execPath,
  entry: join(root, 'app', 'parser', 'parser.ts'),
  codeRoot: root,
};
