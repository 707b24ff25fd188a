import { useEngineQuery } from '../../data/queries.ts';
import { isNewDraft } from './draft-key.ts';
import { draftStorage, readDraft } from './kept-draft.ts';
import { type PreviewState, usePreview } from './use-preview.ts';

type Edges = NonNullable<PreviewState['preview']>['edges'];

/** What the draft of a policy, or what is saved of it, would break in a session; null while that is not known, or no draft is asked for. `name` is a draft's key. */
export function useDraftEdges(session: string, name: string | null): Edges | null {
  const kept = name === null ? null : readDraft(draftStorage(), name);
  const saved = useEngineQuery(
    'policy.get',
    { name: name ?? '' },
    { enabled: name !== null && !isNewDraft(name) && kept === null },
  );
  const text = name === null ? '' : (kept?.text ?? saved.data?.text ?? '');
  const { preview } = usePreview(text === '' ? null : session, text, 'vm', 'denied', false);
  return preview?.edges ?? null;
}
