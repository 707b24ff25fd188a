import { one, runTool } from './tool.mjs';

/** One formatter; `npx oxfmt` mends what this finds. */
export async function run() {
  const { code, output } = await runTool('oxfmt/bin/oxfmt', ['--check', '.']);
  return one(code, output);
}
