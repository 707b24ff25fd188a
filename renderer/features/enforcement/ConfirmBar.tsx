import { Check, CircleX, Undo2 } from 'lucide-react';
import type { JSX } from 'react';
import type { Change } from '../../../shared/contract/enforcement.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatClock } from '../../ui/format-time.ts';
import { thin } from '../../ui/thin-space.ts';
import { CountdownRing } from './CountdownRing.tsx';
import { countDown, tellsAt } from './countdown.ts';
import { tellBefore, tellChange, tellHosts, tellKeep } from './enforcement-words.ts';

/** The question of a change that waits: what happens without an answer, and the two answers; or what became of it. */
export function ConfirmBar(props: {
  change: Change;
  /** Microseconds. */
  now: number;
  busy: 'keep' | 'revert' | null;
  onKeep: () => void;
  onRevert: () => void;
}): JSX.Element {
  const { change, now, busy } = props;
  const left = change.state === 'pending' ? countDown(change, now) : null;
  const total = change.deadline === null ? 0 : Math.ceil((change.deadline - change.at) / 1e6);
  const one = change.hosts.length === 1;
  const timed = change.hosts.some(({ revertsAt }) => revertsAt !== null);
  return (
    <section className={`confirm-bar confirm-${change.state}`} aria-label="Answer">
      {left === null ? <StateMark state={change.state} /> : <CountdownRing left={left} />}
      <div className="confirm-words grow">
        <p className="text-head">{tellChange(change)}</p>
        {left === null || change.deadline === null ? (
          <Outcome change={change} />
        ) : (
          <>
            <p className="second">
              Without your answer {one ? 'the host goes' : `all ${tellHosts(change.hosts.length)} go`} back to{' '}
              {tellBefore(change.policies)}
              {timed ? (one ? ' by itself' : ' by themselves') : ''} at{' '}
              <span className="mono strong">{formatClock(change.deadline)}</span>
              {timed ? ', even if this console closes.' : '.'}
            </p>
            <p className="third">
              {timed ? `The timer runs on ${one ? 'the host' : 'each host'}. ` : ''}Running connections that the rules
              deny were cut at <span className="mono">{formatClock(change.at)}</span>.
            </p>
            <p className="visually-hidden" role="alert">
              {tellsAt(left.seconds, total) ? `${String(left.seconds)} seconds to answer: keep or revert.` : ''}
            </p>
          </>
        )}
      </div>
      {change.state === 'pending' ? (
        <div className="confirm-answers">
          <Button
            icon={<Undo2 size={14} aria-hidden="true" />}
            shortcut="Ctrl Backspace"
            busy={busy === 'revert'}
            onClick={props.onRevert}
          >
            Revert now
          </Button>
          <Button
            kind="primary"
            icon={<Check size={14} aria-hidden="true" />}
            shortcut="Ctrl Enter"
            busy={busy === 'keep'}
            onClick={props.onKeep}
          >
            {tellKeep(change.policies)}
          </Button>
        </div>
      ) : change.state === 'confirmed' ? (
        <div className="confirm-answers">
          <Button icon={<Undo2 size={14} aria-hidden="true" />} busy={busy === 'revert'} onClick={props.onRevert}>
            Take it back…
          </Button>
        </div>
      ) : null}
      {left === null ? null : (
        <span className="visually-hidden">
          {formatCount(left.seconds)}
          {thin}s left
        </span>
      )}
    </section>
  );
}

function StateMark({ state }: { state: Change['state'] }): JSX.Element {
  const Icon = state === 'confirmed' ? Check : state === 'failed' ? CircleX : Undo2;
  return (
    <span className={`confirm-mark confirm-mark-${state}`} aria-hidden="true">
      <Icon size={26} strokeWidth={1.6} />
    </span>
  );
}

function Outcome({ change }: { change: Change }): JSX.Element {
  const failures = change.hosts.filter(({ failure }) => failure !== '');
  return (
    <p className="second">
      {change.state === 'confirmed'
        ? change.endsAt === null
          ? 'It is in force until it is changed or taken back.'
          : `It ends by itself at ${formatClock(change.endsAt)}.`
        : change.state === 'reverted'
          ? `Hosts went back to ${tellBefore(change.policies)}.`
          : change.state === 'failed'
            ? `Every host holds ${tellBefore(change.policies)}, as before. ${failures.map(({ hostName, failure }) => `${hostName}: ${failure}`).join('; ')}`
            : 'Each host takes all of it in one transaction, or nothing.'}
    </p>
  );
}
