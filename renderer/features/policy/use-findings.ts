import { useMemo } from 'react';
import { lintPolicy } from '../../../shared/policy/lint-policy.ts';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import type { Finding, Policy } from '../../../shared/policy/policy.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { useSettled } from './use-preview.ts';

/**
 * What is said of a draft: by the page at once, while it is typed; and, once typing rests, with what only the engine knows, such as names that no
 * VM of the session has.
 */
export function useFindings(
  text: string,
  session: string | null,
): { policy: Policy | null; findings: readonly Finding[] } {
  const read = useMemo(() => {
    const { policy, findings } = parsePolicy(text);
    const lint = policy === null ? [] : lintPolicy(policy, text, null);
    return { policy, findings: [...findings, ...lint].sort((a, b) => a.line - b.line || a.column - b.column) };
  }, [text]);
  const settled = useSettled(text);
  const told = useEngineQuery(
    'policy.lint',
    { text: settled, ...(session === null ? {} : { session }) },
    { enabled: settled !== '' },
  );
  const findings = settled === text && told.data !== undefined ? told.data.findings : read.findings;
  return { policy: read.policy, findings };
}
