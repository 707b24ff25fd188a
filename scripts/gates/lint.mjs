import { one, runTool } from './tool.mjs';

/** Lints with types. */
export async function run() {
  const { code, output } = await runTool('oxlint/bin/oxlint', ['--type-aware', '--deny-warnings', '.']);
  return one(code, output);
}
