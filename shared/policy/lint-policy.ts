import { lintConditions } from './lint-conditions.ts';
import { lintNames } from './lint-names.ts';
import { lintRules } from './lint-rules.ts';
import type { Finding, Policy, VmSelector } from './policy.ts';
import type { PolicyNames } from './policy-names.ts';

/** What is known where a policy is to hold. */
export interface LintWorld {
  names: PolicyNames;
  /** VMs that are chosen now. */
  count(selector: VmSelector): number;
}

/** A remark on a line, before it is placed. */
export interface Remark {
  severity: 'warning' | 'info';
  code: string;
  message: string;
  line: number;
  /** A word of the line that is meant, and what would mend it. */
  word?: string;
  fix?: string | null;
}

/** What a policy says that is probably not meant, though it is well written. In the order of its lines. */
export function lintPolicy(policy: Policy, text: string, world: LintWorld | null): Finding[] {
  const lines = text.split('\n');
  const remarks = [
    ...lintRules(policy),
    ...lintConditions(policy),
    ...(world === null ? [] : lintNames(policy, lines, world)),
  ];
  return remarks.sort((one, other) => one.line - other.line).map((remark) => placeRemark(remark, lines));
}

function placeRemark({ severity, code, message, line, word, fix = null }: Remark, lines: readonly string[]): Finding {
  const written = lines[line - 1] ?? '';
  const content = written.replace(/\s+#.*$/, '').trimEnd();
  const at = word === undefined ? -1 : written.indexOf(word);
  const from = at >= 0 ? at : content.search(/[^\s-]/);
  const to = at >= 0 ? at + (word ?? '').length : content.length;
  return {
    severity,
    code,
    message,
    line,
    column: Math.max(0, from) + 1,
    toLine: line,
    toColumn: Math.max(from, to, 0) + 1,
    fix: at >= 0 ? fix : null,
  };
}
