import { applicationRoot } from '../../application-root.ts';
import { findHostProgram } from '../../find-host-program.ts';
import { findParser } from '../../find-parser.ts';
import { stateFolder } from '../../state-folder.ts';

/** What meeting agents takes, of this installation. */
export function agentPrograms(): {
  parser: ReturnType<typeof findParser>;
  hosts: ReturnType<typeof findHostProgram>;
  home: string;
} {
  const root = applicationRoot();
  const fromSources = import.meta.url.endsWith('.ts');
  return { parser: findParser(root, fromSources), hosts: findHostProgram(root, fromSources), home: stateFolder() };
}
