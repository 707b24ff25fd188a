import { join } from 'node:path';
import { testParser } from './captures/io/testing/test-parser.ts';
import type { EngineOptions } from './engine.ts';

/** What tests start an engine with: the shipped resources, and children run from their sources. @param home its folder */
export function engineOptions(home: string, more: Partial<EngineOptions> = {}): EngineOptions {
  const root = testParser.codeRoot;
  return {
    home,
    resources: join(root, 'resources'),
    applicationRoot: root,
    parser: testParser,
    hosts: { node: process.execPath, entry: join(root, 'app', 'host', 'host.ts') },
    shell: 'browser',
    version: 'test',
    user: 'test',
    ...more,
  };
}
