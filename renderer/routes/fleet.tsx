import type { JSX } from 'react';
import { EmptyState } from '../ui/EmptyState.tsx';

/** Stands in for the screen until it is built. */
export function Fleet(): JSX.Element {
  return <EmptyState title="This screen is not built yet" />;
}
