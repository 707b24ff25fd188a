import { useNavigate, useSearch } from '@tanstack/react-router';
import { type JSX, useCallback, useEffect, useRef, useState } from 'react';
import type { PolicyDetail } from '../../../shared/contract/policy.ts';
import type { Session } from '../../../shared/contract/session.ts';
import { formatPolicy } from '../../../shared/policy/format-policy.ts';
import { useNow } from '../../data/use-now.ts';
import { Button } from '../../ui/Button.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { PlanDialog } from '../enforcement/PlanDialog.tsx';
import { useEnforcement } from '../enforcement/use-enforcement.ts';
import type { PlanAsk } from '../enforcement/use-plan.ts';
import { SplitPane } from '../captures/SplitPane.tsx';
import { CompiledPane } from './CompiledPane.tsx';
import { keyOfDraft } from './draft-key.ts';
import { draftAllow } from './draft-rule.ts';
import { FindingCounts, FindingList } from './FindingList.tsx';
import { insertRules } from './insert-rules.ts';
import { PolicyEditor, type PolicyEditorHandle } from './PolicyEditor.tsx';
import { PolicyHead } from './PolicyHead.tsx';
import { newPolicy, type PolicySearch } from './policy-search.ts';
import { RemoveDialog } from './RemoveDialog.tsx';
import { ShadowPreview } from './ShadowPreview.tsx';
import { tellBlock } from './tell-block.ts';
import { useFindings } from './use-findings.ts';
import { useHints } from './use-hints.ts';
import { usePolicyActs } from './use-policy-acts.ts';
import { usePolicyDraft } from './use-policy-draft.ts';
import { usePolicyKeys } from './use-policy-keys.ts';
import { usePreview } from './use-preview.ts';
import { VersionList } from './VersionList.tsx';
import '../captures/session-page.css';
import './policy.css';

/** What will this break, and what will it stop? The text at the left, what it would do at the right, what hosts would get below. */
export function PolicyScreen(props: {
  /** Name in the address, or {@link newPolicy}. */
  name: string;
  policy: PolicyDetail | null;
  /** Text a new policy begins with. */
  begin: string;
  session: Session | null;
}): JSX.Element {
  const { name, policy, session } = props;
  const search = useSearch({ from: '/policy/$name' });
  const navigate = useNavigate({ from: '/policy/$name' });
  const change = useCallback(
    (part: Partial<PolicySearch>): void =>
      void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const key = keyOfDraft(name, search);
  const now = useNow(1000);
  const toast = useToast();
  const editor = useRef<PolicyEditorHandle>(null);
  const [line, setLine] = useState(0);
  const [plan, setPlan] = useState<PlanAsk | null>(null);
  const [removing, setRemoving] = useState(false);
  const draft = usePolicyDraft(key, policy, props.begin);
  const [by, shown] = [search.sum ?? 'vm', search.show ?? 'denied'] as const;
  const preview = usePreview(session?.id ?? null, draft.text, by, shown, session?.live != null);
  const { policy: read, findings } = useFindings(draft.text, session?.id ?? null);
  const enforcement = useEnforcement();
  const acts = usePolicyActs(name, draft);
  const hints = useHints(session?.id ?? null);
  const goToLine = useCallback((to: number) => editor.current?.goToLine(to), []);
  const format = (): void => {
    const formatted = formatPolicy(draft.text);
    if (formatted === null) toast('It can be formatted once it can be read: see the findings', true);
    else draft.write(formatted);
  };
  const allow = (rules: readonly string[]): void => {
    draft.write(insertRules(draft.text, rules));
    toast(
      rules.length === 1 ? 'A rule was written before the first one' : `${String(rules.length)} rules were written`,
    );
  };
  const denied = search.allow;
  const handled = useRef('');
  useEffect(() => {
    if (denied === undefined || handled.current === denied) return;
    handled.current = denied;
    const rule = readAllow(denied);
    if (rule !== null) draft.write(insertRules(draft.text, [rule]));
    change({ allow: undefined });
    // Written once for each that is asked for, not again with each key.
  }, [denied, draft, change]);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const pending = enforcement?.pending ?? null;
  const frozen = pending?.policies.some((entry) => entry.name === name) === true;
  const dirty = draft.changedAt !== null;
  const save = (): void => {
    if (!frozen && draft.read() !== policy?.text) acts.save((saved) => toast(`Saved as version ${String(saved)}`));
  };
  usePolicyKeys({ save, format, nextFinding: () => editor.current?.nextFinding() });
  const reason = tellBlock({
    errors,
    saved: !dirty,
    isNew: policy === null,
    permittedHosts: enforcement?.hosts.filter(({ permitted }) => permitted).length ?? 0,
    pending: pending !== null,
    brokenInvariants: preview.preview?.invariants.filter(({ holds }) => !holds).length ?? 0,
  });
  const title = name === newPolicy ? (read?.name ?? 'New policy') : name;
  const enforce =
    session?.live?.kind === 'live'
      ? {
          reason,
          staging: acts.staging,
          onStage: (staged: boolean) => acts.stage(staged ? (policy?.version ?? null) : null),
          onEnforce: () => setPlan({ kind: 'policy', name, version: policy?.version ?? null }),
          onWithdraw: () => setPlan({ kind: 'policy', name, version: null }),
        }
      : null;
  const versions = search.versions === true && policy !== null;
  return (
    <div className="policy-page">
      <PolicyHead
        name={title}
        policy={policy}
        changedAt={draft.changedAt}
        now={now}
        saving={acts.saving}
        saveReason={frozen ? 'a change of it waits for your answer first' : dirty ? '' : 'nothing was changed'}
        onSave={save}
        enforce={enforce}
        onRemove={() => setRemoving(true)}
      />
      {policy !== null && (draft.base === null || draft.base < policy.version) ? (
        <p className="policy-conflict" role="status">
          <span className="grow">
            Version {policy.version} by {policy.changedBy} came while this draft of{' '}
            {draft.base === null ? 'a new policy' : `version ${String(draft.base)}`} was written.
          </span>
          <Button
            onClick={() => {
              change({ versions: true, diff: policy.version });
              draft.rebase(policy.version);
            }}
          >
            Go on with the draft
          </Button>
          <Button kind="ghost" onClick={() => draft.take(policy.text, policy.version)}>
            Take version {policy.version}
          </Button>
        </p>
      ) : null}
      <SplitPane
        name="policy"
        label="Height of the compiled rules"
        initial={196}
        top={
          <div className="policy-panes">
            <section className="policy-left" aria-labelledby="policy-text">
              <header className="pane-head">
                <h2 id="policy-text" className="text-head">
                  Policy
                </h2>
                <FindingCounts findings={findings} />
                <span className="grow" />
                {policy === null ? null : (
                  <Button
                    kind="ghost"
                    pressed={versions}
                    onClick={() => change({ versions: versions ? undefined : true, diff: undefined })}
                  >
                    Versions
                  </Button>
                )}
                <Button kind="ghost" onClick={format}>
                  Format
                </Button>
              </header>
              {versions ? (
                <VersionList
                  policy={policy}
                  text={draft.text}
                  diff={search.diff ?? null}
                  onDiff={(version) => change({ diff: version ?? undefined })}
                  onTake={(version) =>
                    acts.takeVersion(version, () => change({ versions: undefined, diff: undefined }))
                  }
                  onEnforce={
                    enforce === null || pending !== null
                      ? undefined
                      : (version) => setPlan({ kind: 'policy', name, version })
                  }
                />
              ) : null}
              <PolicyEditor
                label="Text of the policy"
                value={draft.text}
                onChange={draft.write}
                onLine={setLine}
                findings={findings}
                pointed={none}
                readOnly={frozen}
                hints={hints}
                handle={editor}
              />
              {findings.length === 0 ? null : <FindingList findings={findings} onLine={goToLine} />}
            </section>
            <ShadowPreview
              session={session}
              state={preview}
              blank={draft.text.trim() === ''}
              by={by}
              shown={shown}
              onBy={(next) => change({ sum: next === 'vm' ? undefined : next, pick: undefined })}
              onShown={(next) => change({ show: next === 'denied' ? undefined : next, pick: undefined })}
              picked={search.pick ?? null}
              onPick={(id) => change({ pick: id ?? undefined })}
              onLine={goToLine}
              onAllow={frozen ? undefined : allow}
              onGraph={() => {
                draft.keep();
                void navigate({ to: '/graph', search: { draft: key } });
              }}
            />
          </div>
        }
        bottom={
          <CompiledPane
            session={session}
            text={draft.text}
            policy={read?.name ?? ''}
            line={line}
            search={search}
            onSearch={change}
            onLine={goToLine}
          />
        }
      />
      <PlanDialog
        ask={plan}
        title={
          plan?.kind === 'policy' && plan.version === null
            ? `Take ${title} out of force`
            : `Enforce ${title} v${String(plan?.kind === 'policy' ? plan.version : '')}`
        }
        onClose={() => setPlan(null)}
      />
      <RemoveDialog name={name} open={removing} onClose={() => setRemoving(false)} />
    </div>
  );
}

const none: readonly number[] = [];

function readAllow(text: string): string | null {
  try {
    const denied: unknown = JSON.parse(text);
    if (!Array.isArray(denied) || denied.length < 3 || denied.length > 4) return null;
    const [, peer, service, side] = denied as unknown[];
    if (typeof peer !== 'string' || typeof service !== 'string') return null;
    return draftAllow({ peer, service, direction: side === 'in' ? 'in' : 'out' });
  } catch {
    return null;
  }
}
