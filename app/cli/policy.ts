import type { Command } from 'commander';
import { policyJsonSchema } from '../../shared/policy/json-schema.ts';
import { runPolicyFormat } from './policy/format.ts';
import { runPolicyDiff, runPolicyImport, runPolicyList, runPolicyShow } from './policy/kept.ts';
import { runPolicyLint } from './policy/lint.ts';
import { runPolicyPreview } from './policy/preview.ts';
import { printLine } from './print.ts';

/** Adds the commands about policies: those on files first, then those on what the console keeps. */
export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('policies: check, compare and keep what they say');

  policy
    .command('lint')
    .description('say what is wrong with policies; ends with 1 where there are errors')
    .argument('<files...>', 'YAML files, - for standard input')
    .option('--json', 'one JSON value for each file')
    .option('--strict', 'end with 1 where there are warnings too')
    .action(runPolicyLint);

  policy
    .command('format')
    .description('write policies in their regular form')
    .argument('<files...>', 'YAML files, - for standard input')
    .option('--check', 'write nothing; end with 1 where one would change')
    .option('--write', 'write into the files')
    .action(runPolicyFormat);

  policy
    .command('preview')
    .description(
      'say what a policy would have done to what was seen; ends with 1 where an invariant or a line is wrong',
    )
    .argument('<file>', 'YAML file, - for standard input')
    .argument('[session...]', 'captures, logs, .mien sessions or folders; the bundled sample where there are none')
    .option('--json', 'one JSON value for other programs')
    .action(runPolicyPreview);

  policy
    .command('schema')
    .description('write the JSON Schema of policies')
    .action(async () => printLine(JSON.stringify(policyJsonSchema(), null, 2)));

  policy
    .command('list')
    .description('list the policies that the console keeps')
    .option('--json', 'one JSON value a line')
    .action(runPolicyList);

  policy
    .command('show')
    .description('write a policy that is kept')
    .argument('<name>')
    .option('--at <version>', 'not the newest')
    .option('--versions', 'list its versions: when, by whom and why')
    .action(runPolicyShow);

  policy
    .command('diff')
    .description('compare two versions, or a file with what is kept; ends with 1 where they differ')
    .argument('<name>', 'name of a policy, or a file')
    .argument('[from]', 'version')
    .argument('[to]', 'version')
    .action(runPolicyDiff);

  policy
    .command('import')
    .description('keep files as the next versions of the policies that they name')
    .argument('<files...>', 'YAML files without errors')
    .option('--reason <text>', 'why, for those who read the versions', '')
    .action(runPolicyImport);
}
