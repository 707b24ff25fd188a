import { summarizeSessionFile } from '../../main/captures/mien/io/summarize-session-file.ts';
import { printLine, toPlainText } from './print.ts';

/** `mien list FILE… [--json]`; a file that cannot be opened is told and makes the exit status 2, the others are listed. */
export async function runList(files: string[], options: { json?: boolean }): Promise<void> {
  for (const file of files) {
    const result = await summarizeSessionFile(file);
    if (!result.ok) {
      console.error(`mien: ${toPlainText(result.refusal.sentence)}`);
      process.exitCode = 2;
      continue;
    }
    const { summary } = result;
    if (options.json) await printLine(JSON.stringify({ file, ...summary }));
    else {
      await printLine(
        `${file}  ${toPlainText(summary.name)}  saved ${summary.created || 'at an unknown time'}, ${summary.captures} captures in ${summary.parts} parts, ${summary.subjects} VMs, ${summary.notes} notes, ${(summary.bytes / 1e6).toFixed(1)} MB${summary.sound ? '' : ', damaged'}`,
      );
    }
  }
}
