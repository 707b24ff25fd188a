import { writeFileSync } from 'node:fs';
import { formatPolicy } from '../../../shared/policy/format-policy.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import { printLine, toPlainText } from '../print.ts';
import { readText } from './read-text.ts';

/**
 * `mien policy format FILE… [--check | --write]`: writes the regular form to standard output, or into the files. With `--check` nothing is written
 * and 1 says that one would change. @throws {Refusal} where a file cannot be read
 */
export async function runPolicyFormat(files: string[], options: { check?: boolean; write?: boolean }): Promise<void> {
  for (const file of files) {
    const text = readText(file);
    const formatted = formatPolicy(text);
    if (formatted === null) throw new Refusal('invalid', `${file} cannot be read: see \`mien policy lint ${file}\`.`);
    if (options.check === true) {
      if (formatted === text) continue;
      await printLine(`${toPlainText(file)} is not in regular form`);
      process.exitCode = 1;
    } else if (options.write === true && file !== '-') {
      if (formatted !== text) writeFileSync(file, formatted);
    } else process.stdout.write(formatted);
  }
}
