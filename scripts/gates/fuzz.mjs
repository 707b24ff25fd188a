import { runTool } from './tool.mjs';

/** Inputs for each parser; `npm run fuzz -- --count N` takes more. */
const COUNT = 100_000;

/** Feeds mutated inputs to every parser; each parser counts as a test. */
export async function run() {
  const { code, output } = await runTool('../main/captures/io/fuzz/run.ts', ['--count', String(COUNT)]);
  const passed = (output.match(/^✓/gm) ?? []).length;
  const failed = (output.match(/^✕/gm) ?? []).length;
  const lines = output.split('\n').filter((line) => !line.startsWith('✓'));
  return {
    passed,
    failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed,
    output: [`${passed} parsers, ${COUNT} inputs each`, ...(failed > 0 || code !== 0 ? lines : [])].join('\n'),
  };
}
