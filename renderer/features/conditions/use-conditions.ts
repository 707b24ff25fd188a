import { useLink } from '../../data/engine-context.tsx';
import { useSession } from '../../data/use-session.ts';
import { formatClock } from '../../ui/format-time.ts';
import { type Condition, listConditions } from './condition.ts';

/** Everything that is not fine now, worst first. */
export function useConditions(): Condition[] {
  const link = useLink();
  const { session } = useSession();
  return listConditions(link, session, (time) => formatClock(time * 1000));
}
