import { useNavigate, useSearch } from '@tanstack/react-router';
import { FilePlus2 } from 'lucide-react';
import type { JSX } from 'react';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { useNow } from '../data/use-now.ts';
import { useSession } from '../data/use-session.ts';
import { ChangeList } from '../features/enforcement/ChangeList.tsx';
import { InForce } from '../features/enforcement/InForce.tsx';
import { useEnforcement } from '../features/enforcement/use-enforcement.ts';
import { isNewDraft, placeOfDraft } from '../features/policy/draft-key.ts';
import { draftStorage, listDrafts, readDraft } from '../features/policy/kept-draft.ts';
import { newPolicy, type PolicySearch } from '../features/policy/policy-search.ts';
import { PolicyTable } from '../features/policy/PolicyTable.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { formatCount } from '../ui/format-count.ts';
import { Loading } from '../ui/Loading.tsx';
import { Menu } from '../ui/Menu.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import '../features/policy/policy.css';
import '../features/enforcement/enforcement.css';

/** Which policies are there, how far is each, and what holds on hosts right now? */
export function Policies(): JSX.Element {
  const search = useSearch({ from: '/policy' });
  const navigate = useNavigate();
  const list = useEngineQuery('policy.list', {});
  const templates = useEngineQuery('policy.templates', {});
  const changes = useEngineQuery('change.list', {});
  const enforcement = useEnforcement();
  const { session } = useSession();
  const now = useNow(10_000);
  const open = (name: string, part: PolicySearch = {}): void =>
    void navigate({ to: '/policy/$name', params: { name }, search: part });
  const change = (part: { find?: string | undefined; row?: string | undefined }): void =>
    void navigate({ to: '/policy', search: (before) => ({ ...before, ...part }), replace: true });
  if (list.data === undefined)
    return list.error === null ? (
      <Loading what="the policies" rows={8} />
    ) : (
      <ErrorState
        title="The policies did not come"
        detail={tellFailure(list.error)}
        works="what is in force stays in force on hosts"
        action={<Button onClick={() => void list.refetch()}>Ask again</Button>}
      />
    );
  const { policies } = list.data;
  const find = search.find ?? '';
  const words = find.toLowerCase().split(/\s+/u).filter(Boolean);
  const shown = policies.filter(({ name, description, stage, tier }) =>
    words.every((word) => `${name} ${description} ${stage} ${tier}`.toLowerCase().includes(word)),
  );
  const drafts = new Set(listDrafts(draftStorage()));
  const live = session?.live?.kind === 'live';
  return (
    <div className="policies-page">
      <div className="policies-main">
        <header className="policy-head">
          <h1 className="text-title">Policies</h1>
          <span className="third text-table" role="status">
            {find === ''
              ? formatCount(policies.length)
              : `${formatCount(shown.length)} of ${formatCount(policies.length)}`}
          </span>
          <span className="grow" />
          <SearchField
            label="Narrow this list"
            value={find}
            shortcut="/"
            onChange={(value) => change({ find: value === '' ? undefined : value })}
          />
          {drafts.has(newPolicy) ? <Button onClick={() => open(newPolicy)}>Go on with the new draft</Button> : null}
          <Menu
            label="New policy"
            align="right"
            buttonClass="button button-primary"
            button={
              <>
                <FilePlus2 size={14} aria-hidden="true" />
                New policy
              </>
            }
            items={[
              ...[...drafts].filter(isNewDraft).map((key) => ({
                key: `draft ${key}`,
                label: `Go on with ${parsePolicy(readDraft(draftStorage(), key)?.text ?? '').policy?.name ?? 'a draft'}`,
                detail: 'not saved',
                onPick: () => open(newPolicy, placeOfDraft(key).search),
              })),
              { key: '', label: 'An empty one', onPick: () => open(newPolicy, { template: '' }) },
              ...(templates.data?.templates ?? []).map(({ name, title }) => ({
                key: name,
                label: title,
                detail: name,
                onPick: () => open(newPolicy, { template: name }),
              })),
            ]}
          />
        </header>
        <PolicyTable
          policies={shown}
          drafts={drafts}
          now={now}
          selected={search.row ?? null}
          onSelect={(row) => change({ row })}
          onOpen={(name) => open(name)}
          empty={
            policies.length === 0 ? (
              <EmptyState
                title="No policy is written"
                action={
                  <Button kind="primary" onClick={() => open(newPolicy, { template: '' })}>
                    Write one…
                  </Button>
                }
              >
                A policy says which VMs may speak with whom, and what is done when one misbehaves. It is judged on
                stored flows while it is written; nothing reaches a host before you say so. Templates are under New
                policy; a VM’s page writes one from its traffic.
              </EmptyState>
            ) : (
              <EmptyState
                title="No policy has these words"
                action={<Button onClick={() => change({ find: undefined })}>Drop “{find}”</Button>}
              />
            )
          }
        />
      </div>
      <aside className="policies-side" aria-label="In force">
        {enforcement === undefined ? (
          <Loading what="what is in force" rows={6} />
        ) : (
          <>
            {live ? null : (
              <p className="in-force-note">
                No host is watched in this session: policies are written and judged here, nothing is enforced from it.
              </p>
            )}
            <InForce enforcement={enforcement} />
            <ChangeList changes={changes.data?.changes ?? []} />
          </>
        )}
      </aside>
    </div>
  );
}
