import { one, runTool } from './tool.mjs';

/** Finds files, exports and packages that nothing uses. */
export async function run() {
  const { code, output } = await runTool('knip/bin/knip.js', ['--no-progress']);
  return one(code, output);
}
