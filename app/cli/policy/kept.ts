import { diffLines } from '../../../main/policy/compile/diff-lines.ts';
import { openPolicies } from '../../../main/policy/io/open-policies.ts';
import type { PolicyBook } from '../../../main/policy/policy-book.ts';
import { makeFolder } from '../../../main/store/io/folders.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import { applicationRoot } from '../../application-root.ts';
import { stateFolder } from '../../state-folder.ts';
import { userName } from '../../user-name.ts';
import { printLine, toPlainText } from '../print.ts';
import { readText } from './read-text.ts';

/** Uses the policies that the console keeps; it may run meanwhile. */
async function withPolicies<T>(use: (book: PolicyBook) => Promise<T> | T): Promise<T> {
  const home = stateFolder();
  makeFolder(home);
  const { book, close } = openPolicies(home, `${applicationRoot()}/resources`);
  try {
    return await use(book);
  } finally {
    close();
  }
}

/** `mien policy list [--json]`: a line for each policy that is kept. */
export async function runPolicyList(options: { json?: boolean }): Promise<void> {
  await withPolicies(async (book) => {
    for (const { name, version, at, by, enforced, staged } of book.list()) {
      const { policy = null, findings = [] } = book.read(name, version) ?? {};
      const errors = findings.filter(({ severity }) => severity === 'error').length;
      if (options.json === true) {
        const { tier = '', priority = 0, automation = '' } = policy ?? {};
        await printLine(
          JSON.stringify({
            name,
            version,
            tier,
            priority,
            automation,
            errors,
            enforced,
            staged,
            changedAt: at,
            changedBy: by,
          }),
        );
        continue;
      }
      const stage =
        enforced !== null ? `enforcing v${enforced}` : staged !== null ? `staged v${staged.version}` : 'draft';
      const faults = errors === 0 ? '' : `  ${errors} error${errors === 1 ? '' : 's'}`;
      await printLine(
        `${name}  v${version}  ${stage}  ${policy?.tier ?? ''} ${policy?.priority ?? ''}  ${new Date(at / 1000).toISOString()} ${toPlainText(by)}${faults}`,
      );
    }
  });
}

/** `mien policy show NAME [--at VERSION] [--versions]`. @throws {Refusal} */
export async function runPolicyShow(name: string, options: { at?: string; versions?: boolean }): Promise<void> {
  await withPolicies(async (book) => {
    if (options.versions !== true) {
      process.stdout.write(textOf(book, name, options.at));
      return;
    }
    for (const { version, at, by, reason } of book.versions(name))
      await printLine(`v${version}  ${new Date(at / 1000).toISOString()}  ${toPlainText(by)}  ${toPlainText(reason)}`);
  });
}

/**
 * `mien policy diff NAME|FILE [FROM] [TO]`: between two versions, the last two where none are named; or between what is kept and a file. Ends with 1
 * where they differ. @throws {Refusal}
 */
export async function runPolicyDiff(what: string, from: string | undefined, to: string | undefined): Promise<void> {
  await withPolicies(async (book) => {
    const [before, after] = textsOf(book, what, from, to);
    const lines = (text: string) =>
      text
        .replace(/\n$/, '')
        .split('\n')
        .map((line) => ({ text: line, rules: [] }));
    const marks = { same: ' ', added: '+', removed: '-' };
    const told = diffLines(before === '' ? [] : lines(before), lines(after), () => []);
    if (told.every(({ change }) => change === 'same')) return;
    for (const { text, change } of told) await printLine(`${marks[change]} ${toPlainText(text)}`);
    process.exitCode = 1;
  });
}

/** `mien policy import FILE… [--reason TEXT]`: keeps each as the next version of the policy that it names, errors refused. @throws {Refusal} */
export async function runPolicyImport(files: string[], options: { reason: string }): Promise<void> {
  await withPolicies(async (book) => {
    for (const file of files) {
      const text = readText(file);
      const { policy, findings } = parsePolicy(text);
      const error = findings.find(({ severity }) => severity === 'error');
      if (policy === null || error !== undefined)
        throw new Refusal(
          'invalid',
          `${file}:${error?.line ?? 1}: ${toPlainText(error?.message ?? 'This is no policy.')}`,
        );
      const base = book.kept(policy.name)?.version ?? null;
      if (base !== null && book.text(policy.name, base) === text) {
        await printLine(`${policy.name} is v${base} already`);
        continue;
      }
      const version = book.save(policy.name, base, text, userName(), options.reason);
      if (version === null)
        throw new Refusal('conflict', `Another version of ${policy.name} came just now: try again.`);
      await printLine(`${policy.name} v${version}`);
    }
  });
}

function textsOf(book: PolicyBook, what: string, from: string | undefined, to: string | undefined): [string, string] {
  if (/[./\\]/.test(what) || what === '-') {
    const text = readText(what);
    const name = parsePolicy(text).policy?.name ?? '';
    return [book.kept(name) === null ? '' : textOf(book, name, from), text];
  }
  const newest = book.kept(what)?.version ?? 1;
  return [textOf(book, what, from ?? String(Math.max(1, newest - 1))), textOf(book, what, to)];
}

function textOf(book: PolicyBook, name: string, version: string | undefined): string {
  const kept = book.kept(name);
  if (kept === null) throw new Refusal('not-found', `There is no policy ${name}: \`mien policy list\` names them.`);
  const number = version === undefined ? kept.version : Number(version.replace(/^v/, ''));
  const text = Number.isInteger(number) ? book.text(name, number) : null;
  if (text === null) throw new Refusal('not-found', `There is no version ${version} of ${name}.`);
  return text;
}
