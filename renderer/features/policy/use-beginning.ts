import { useMemo } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { useEngineQuery } from '../../data/queries.ts';
import { type CutStep, draftCut } from './draft-rule.ts';
import type { PolicySearch } from './policy-search.ts';

const empty = `policy: new-policy
tier: segmentation
priority: 100
applies: {}
rules:
  - deny: outbound
    to: { reputation: "< 0.3" }
    when: { risk: "> 0.5" }
automation: suggest
`;

/** What a new policy begins with: a template, what a VM was seen to do, a step of attack paths, or a few lines. Null while it is asked for. */
export function useBeginning(
  search: Pick<PolicySearch, 'template' | 'traffic' | 'cut'>,
  session: Session | null,
): { text: string | null; error: Error | null } {
  const { template, traffic, cut } = search;
  const wanted = template !== undefined && template !== '';
  const templates = useEngineQuery('policy.templates', {}, { enabled: wanted });
  const seen = useEngineQuery(
    'policy.from-traffic',
    { session: session?.id ?? '', vm: traffic ?? '' },
    { enabled: traffic !== undefined && session !== null },
  );
  const rows = useEngineQuery(
    'subject.list',
    { session: session?.id ?? '' },
    { enabled: cut !== undefined && session !== null },
  );
  const step = useMemo(() => readCut(cut), [cut]);
  if (traffic !== undefined) return { text: seen.data?.text ?? null, error: seen.error };
  if (step !== null) {
    const vms = rows.data?.rows;
    return {
      text: vms === undefined ? null : draftCut(step, (id) => vms.some((row) => row.id === id)),
      error: rows.error,
    };
  }
  if (!wanted) return { text: empty, error: null };
  const found = templates.data?.templates.find(({ name }) => name === template);
  return { text: templates.data === undefined ? null : (found?.text ?? empty), error: templates.error };
}

function readCut(text: string | undefined): CutStep | null {
  if (text === undefined) return null;
  try {
    const cut: unknown = JSON.parse(text);
    if (typeof cut !== 'object' || cut === null) return null;
    const { from, fromName, to, toName, transport, port } = cut as Partial<Record<keyof CutStep, unknown>>;
    return typeof from === 'string' &&
      typeof fromName === 'string' &&
      typeof to === 'string' &&
      typeof toName === 'string' &&
      typeof transport === 'string' &&
      typeof port === 'number'
      ? { from, fromName, to, toName, transport, port }
      : null;
  } catch {
    return null;
  }
}
