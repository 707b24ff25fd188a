import { Link } from '@tanstack/react-router';
import { Clock3, Shield, ShieldOff } from 'lucide-react';
import type { JSX } from 'react';
import { useNow } from '../../data/use-now.ts';
import { thin } from '../../ui/thin-space.ts';
import { countDown } from './countdown.ts';
import { tellInForce } from './enforcement-words.ts';
import { useEnforcement } from './use-enforcement.ts';
import './enforcement.css';

/** In the top bar of every screen: the change that waits for an answer with the seconds left, else what is in force. */
export function AnswerWait({ live }: { live: boolean }): JSX.Element {
  const enforcement = useEnforcement();
  const pending = enforcement?.pending ?? null;
  if (pending !== null) return <Waiting id={pending.id} change={pending} />;
  const some = live && (enforcement?.enforcing.length ?? 0) + (enforcement?.isolated.length ?? 0) > 0;
  const words = tellInForce(enforcement, live);
  return (
    <Link to="/policy" className="in-force quiet" aria-label={`${words}. Policies`}>
      {some ? <Shield size={14} aria-hidden="true" /> : <ShieldOff size={14} aria-hidden="true" />}
      <span className="cut">{words}</span>
    </Link>
  );
}

function Waiting({ id, change }: { id: string; change: { at: number; deadline: number | null } }): JSX.Element {
  const now = useNow(250);
  const left = countDown(change, now);
  return (
    <Link to="/change/$id" params={{ id }} className="answer-wait">
      <Clock3 size={14} aria-hidden="true" />1 change waits for you
      {left === null ? null : (
        <span className="mono strong">
          {left.seconds}
          {thin}s
        </span>
      )}
    </Link>
  );
}
