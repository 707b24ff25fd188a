import { checkMachine } from '../../main/doctor/io/check-machine.ts';
import { applicationRoot } from '../application-root.ts';
import { stateFolder } from '../state-folder.ts';
import { printLine } from './print.ts';

const marks = { ok: '✓', missing: '✕', old: '✕', limited: '!' } as const;

/** `mien doctor [--json]`: one line a thing, and what each lack costs. */
export async function runDoctor(options: { json?: boolean }): Promise<void> {
  const checks = await checkMachine(stateFolder(), applicationRoot());
  if (options.json) {
    await printLine(JSON.stringify({ checks }));
    return;
  }
  const width = Math.max(...checks.map((check) => check.name.length));
  for (const check of checks) {
    await printLine(`${marks[check.state]} ${check.name.padEnd(width)}  ${check.found}`);
    if (check.costs) await printLine(`${' '.repeat(width + 4)}${check.costs}`);
    if (check.remedy) await printLine(`${' '.repeat(width + 4)}Mend it: ${check.remedy}`);
  }
}
