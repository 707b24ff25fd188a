import type { HostProgram } from '../main/hosts/io/host-child.ts';
import { findParser } from './find-parser.ts';
import { join } from 'node:path';

/**
 * The program that watches a host, and the Node that runs it: it lies beside the parsing program and runs under the same
 * Node, for the same reasons.
 * @throws when Electron has no Node beside it
 */
export function findHostProgram(...where: Parameters<typeof findParser>): HostProgram {
  const { node, codeRoot } = findParser(...where);
  const [, fromSources] = where;
  return { node, entry: fromSources ? join(codeRoot, 'app', 'host', 'host.ts') : join(codeRoot, 'host.js') };
}
