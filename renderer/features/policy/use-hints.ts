import { useEffect, useRef, useState } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { completeAt } from '../../../shared/policy/complete-at.ts';
import { describeKey } from '../../../shared/policy/describe-key.ts';
import type { PolicyNames } from '../../../shared/policy/policy-names.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { useEngineQuery } from '../../data/queries.ts';
import type { EditorHints } from './editor-hints.ts';

/** More names than that nobody looks through. */
const most = 2000;

/** Names that a session knows, of each kind that a policy may name; tags are known to the engine alone. */
export function listNames(
  rows: readonly SubjectRow[],
  hosts: readonly { name: string }[],
  policies: readonly { name: string }[],
): PolicyNames {
  const unique = (names: readonly string[]): string[] =>
    [...new Set(names)]
      .filter((name) => name !== '')
      .slice(0, most)
      .sort();
  return {
    vms: unique(rows.map(({ name }) => name)),
    hosts: unique(hosts.map(({ name }) => name)),
    roles: unique(rows.map(({ role }) => role)),
    tags: [],
    personas: unique(rows.flatMap(({ personas }) => personas.map(({ label }) => label))),
    categories: [],
    policies: unique(policies.map(({ name }) => name)),
  };
}

/** What the language offers where the cursor is, with the names that the session knows. Stays the same object: names are looked up when asked. */
export function useHints(session: string | null): EditorHints {
  const rows = useEngineQuery('subject.list', { session: session ?? '' }, { enabled: session !== null });
  const policies = useEngineQuery('policy.list', {});
  const hosts = useHosts();
  const names = useRef<PolicyNames | null>(null);
  useEffect(() => {
    names.current = listNames(rows.data?.rows ?? [], hosts ?? [], policies.data?.policies ?? []);
  }, [rows.data, hosts, policies.data]);
  const [hints] = useState<EditorHints>(() => ({
    complete: (text, offset) => completeAt(text, offset, names.current),
    describe: describeKey,
  }));
  return hints;
}
