import type { JSX } from 'react';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { useToast } from '../../ui/Toasts.tsx';

/** Tries a host again at once instead of waiting for its turn. */
export function RetryHost({ host, kind = 'primary' }: { host: string; kind?: 'primary' | 'default' }): JSX.Element {
  const retry = useCommand('host.retry', ['host.list']);
  const toast = useToast();
  return (
    <Button
      kind={kind}
      busy={retry.isPending}
      onClick={() => retry.mutate({ id: host }, { onError: (error) => toast(tellFailure(error), true) })}
    >
      Try now
    </Button>
  );
}
