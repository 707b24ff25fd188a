import { lintPolicy } from '../../../shared/policy/lint-policy.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { printLine, toPlainText } from '../print.ts';
import { readText } from './read-text.ts';

/**
 * `mien policy lint FILE… [--json] [--strict]`: a line for each finding, as compilers write them. Ends with 1 where there are errors, with `--strict`
 * where there are warnings too. @throws {Refusal} where a file cannot be read
 */
export async function runPolicyLint(files: string[], options: { json?: boolean; strict?: boolean }): Promise<void> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const file of files) {
    const text = readText(file);
    const { policy, findings } = parsePolicy(text);
    const all = policy === null ? findings : [...findings, ...lintPolicy(policy, text, null)];
    for (const { severity } of all) counts[severity]++;
    if (options.json === true) {
      await printLine(JSON.stringify({ file, policy: policy?.name ?? null, findings: all }));
      continue;
    }
    for (const { severity, code, message, line, column } of all)
      await printLine(`${toPlainText(file)}:${line}:${column}: ${severity}: ${toPlainText(message)} [${code}]`);
  }
  if (options.json !== true && files.length > 1)
    await printLine(`${files.length} policies: ${counts.error} errors, ${counts.warning} warnings`);
  if (counts.error > 0 || (options.strict === true && counts.warning > 0)) process.exitCode = 1;
}
