import { useNavigate } from '@tanstack/react-router';
import { parsePolicy } from '../../../shared/policy/parse-policy.ts';
import { useClient } from '../../data/engine-context.tsx';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { useToast } from '../../ui/Toasts.tsx';
import type { PolicyDraft } from './use-policy-draft.ts';

const touched = ['policy.list', 'policy.get', 'enforcement.get', 'audit.list'] as const;

/** What can be done with a draft: save it, count it beside live traffic, take an older version up again. */
export function usePolicyActs(
  name: string,
  draft: PolicyDraft,
): {
  saving: boolean;
  staging: boolean;
  /** Keeps the text as it is now; where it calls itself another name it becomes a policy of its own. */
  save: (done: (version: number) => void) => void;
  stage: (version: number | null) => void;
  takeVersion: (version: number, done: () => void) => void;
} {
  const client = useClient();
  const navigate = useNavigate();
  const toast = useToast();
  const saving = useCommand('policy.save', touched);
  const staging = useCommand('policy.stage', touched);
  const onError = (error: Error): void => toast(tellFailure(error), true);
  return {
    saving: saving.isPending,
    staging: staging.isPending,
    save: (done) => {
      if (saving.isPending) return;
      const text = draft.read();
      const named = parsePolicy(text).policy?.name ?? name;
      saving.mutate(
        { text, base: named === name ? draft.base : null, reason: '' },
        {
          onSuccess: (saved) => {
            // What was typed meanwhile goes on as a draft of the version that was just made.
            if (draft.read() === text) draft.take(saved.text, saved.version);
            else draft.rebase(saved.version);
            done(saved.version);
            if (saved.name !== name)
              void navigate({ to: '/policy/$name', params: { name: saved.name }, replace: true });
          },
          onError,
        },
      );
    },
    stage: (version) => staging.mutate({ name, version }, { onError }),
    takeVersion: (version, done) => {
      const take = async (): Promise<void> => {
        try {
          draft.write((await client.call('policy.get', { name, version })).text);
          done();
        } catch (error) {
          onError(error instanceof Error ? error : new Error('no answer'));
        }
      };
      void take();
    },
  };
}
