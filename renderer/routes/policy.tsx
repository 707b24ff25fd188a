import { useParams, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { useSession } from '../data/use-session.ts';
import { newPolicy } from '../features/policy/policy-search.ts';
import { PolicyScreen } from '../features/policy/PolicyScreen.tsx';
import { useBeginning } from '../features/policy/use-beginning.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Loading } from '../ui/Loading.tsx';

/** One policy: its text, what it would do, and the way into force. */
export function PolicyRoute(): JSX.Element {
  const { name } = useParams({ from: '/policy/$name' });
  return name === newPolicy ? <NewPolicy /> : <KeptPolicy name={name} key={name} />;
}

function KeptPolicy({ name }: { name: string }): JSX.Element {
  const { session } = useSession();
  const policy = useEngineQuery('policy.get', { name });
  if (policy.data !== undefined) return <PolicyScreen name={name} policy={policy.data} begin="" session={session} />;
  return policy.error === null ? (
    <Loading what="the policy" rows={10} rowHeight={20} />
  ) : (
    <ErrorState
      title="The policy did not come"
      detail={tellFailure(policy.error)}
      action={<Button onClick={() => void policy.refetch()}>Ask again</Button>}
    />
  );
}

function NewPolicy(): JSX.Element {
  const search = useSearch({ from: '/policy/$name' });
  const { session } = useSession();
  const beginning = useBeginning(search, session);
  const key = `${search.template ?? ''} ${search.traffic ?? ''} ${search.cut ?? ''}`;
  if (beginning.text !== null)
    return <PolicyScreen name={newPolicy} policy={null} begin={beginning.text} session={session} key={key} />;
  return beginning.error === null ? (
    <Loading what="what it begins with" rows={10} rowHeight={20} />
  ) : (
    <ErrorState title="What it begins with did not come" detail={tellFailure(beginning.error)} />
  );
}
