import type { ErrorComponentProps } from '@tanstack/react-router';
import type { JSX } from 'react';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';

/** Stands where a screen stood that failed; the frame round it goes on working. */
export function Broken({ error, reset }: ErrorComponentProps): JSX.Element {
  return (
    <ErrorState
      title="This screen stopped"
      detail={error instanceof Error ? error.message : String(error)}
      works="the other screens, the engine, and what is open"
      todo="draw it again; if it stops again, the message above belongs in a report"
      action={<Button onClick={reset}>Draw again</Button>}
    />
  );
}
