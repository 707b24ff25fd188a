import { useState } from 'react';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { useToast } from '../../ui/Toasts.tsx';

const touched = ['change.list', 'audit.list', 'policy.list', 'policy.get', 'enforcement.get'] as const;

/** The two answers to a change that waits, and which of them is on its way. */
export function useAnswer(id: string): {
  busy: 'keep' | 'revert' | null;
  keep: () => void;
  revert: (reason: string) => void;
} {
  const toast = useToast();
  const [busy, setBusy] = useState<'keep' | 'revert' | null>(null);
  const keep = useCommand('change.keep', touched);
  const revert = useCommand('change.revert', touched);
  const done = {
    onSettled: () => setBusy(null),
    onError: (error: Error) => toast(tellFailure(error), true),
  };
  return {
    busy,
    keep: () => {
      if (busy !== null) return;
      setBusy('keep');
      keep.mutate({ id }, done);
    },
    revert: (reason) => {
      if (busy !== null) return;
      setBusy('revert');
      revert.mutate({ id, reason }, done);
    },
  };
}
