import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ParserProgram } from '../main/captures/io/parser-process.ts';

/**
 * The parsing program of the installation under `root`, and the Node that runs it. Inside Electron that is never
 * Electron itself, which is built not to run as Node: a package brings one, `npm start` names its own (MIEN_NODE).
 * @throws when Electron has no Node beside it
 */
export function findParser(
  root: string,
  fromSources: boolean,
  environment: NodeJS.ProcessEnv = process.env,
  versions: { electron?: string } = process.versions,
  execPath = process.execPath,
): ParserProgram {
  const packed = basename(root) === 'app.asar';
  // Plain Node cannot look into an archive: the parser lies beside it.
  const code = join(packed ? `${root}.unpacked` : root, 'dist');
  const program = fromSources
    ? { entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root }
    : { entry: join(code, 'parser.js'), codeRoot: code };
  if (versions.electron === undefined) return { node: execPath, ...program };
  const shipped = join(dirname(root), 'node', process.platform === 'win32' ? 'node.exe' : 'node');
  const node = packed ? shipped : environment['MIEN_NODE'];
  if (node === undefined || !existsSync(node)) throw new Error('There is no Node to read captures with.');
  return { node, ...program };
}
