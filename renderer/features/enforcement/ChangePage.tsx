import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { type JSX, useEffect, useState } from 'react';
import type { Change } from '../../../shared/contract/enforcement.ts';
import { useNow } from '../../data/use-now.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { ModeSteps } from '../policy/ModeSteps.tsx';
import { ChangedPolicy } from './ChangedPolicy.tsx';
import { ConfirmBar } from './ConfirmBar.tsx';
import { DeniedList } from './DeniedList.tsx';
import { EffectTable } from './EffectTable.tsx';
import { HostChanges } from './HostChanges.tsx';
import { ReasonField } from './ReasonField.tsx';
import { useAnswer } from './use-answer.ts';
import './enforcement.css';
import '../policy/policy.css';
import './plan.css';

/** Did it land, and does it hurt? A change while its answer is waited for, and its record afterwards. */
export function ChangePage({ change }: { change: Change }): JSX.Element {
  const now = useNow(250);
  const navigate = useNavigate();
  const { busy, keep, revert } = useAnswer(change.id);
  const [asking, setAsking] = useState(false);
  const waits = change.state === 'pending';
  const policy = change.policies[0];
  useEffect(() => {
    if (!waits) return undefined;
    const onKey = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.key !== 'Enter' && event.key !== 'Backspace') return;
      event.preventDefault();
      if (event.key === 'Enter') keep();
      else revert('');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  const since = Math.max(0, now - change.at);
  return (
    <div className="change-page">
      <header className="policy-head">
        <Link to="/policy" className="quiet second text-table">
          Policies
        </Link>
        <ChevronRight size={13} className="third" aria-hidden="true" />
        <h1 className="text-title cut">
          <HostileText text={change.title} cut />
        </h1>
        <span className="third text-table cut">
          by <HostileText text={change.by} />, {formatClock(change.at)}
        </span>
        <span className="grow" />
        {policy === undefined ? null : <ModeSteps stage={change.state === 'reverted' ? 'draft' : 'enforcing'} />}
        {policy === undefined ? null : (
          <Link to="/policy/$name" params={{ name: policy.name }} className="button button-ghost">
            Open policy
          </Link>
        )}
      </header>
      <ConfirmBar
        change={change}
        now={now}
        busy={busy}
        onKeep={keep}
        onRevert={() => (waits ? revert('') : setAsking(true))}
      />
      <div className={policy === undefined ? 'change-body change-body-plain' : 'change-body'}>
        <div className="change-left">
          {policy === undefined ? null : (
            <ChangedPolicy name={policy.name} version={policy.version} before={policy.before} waits={waits} />
          )}
          <section className="change-who" aria-label="Who, what, why">
            <h2 className="text-caption third">Who, what, why</h2>
            <p>
              <HostileText text={change.automatic ? `Mien, by the rule of ${change.by}` : change.by} />:{' '}
              <HostileText text={change.title} />, at <span className="mono">{formatClock(change.at)}</span>.
            </p>
            <p>
              “<HostileText text={change.reason} />”
            </p>
            <p>
              Audit entry{' '}
              <Link to="/audit" search={{ entry: change.audit }}>
                {formatCount(change.audit)}
              </Link>
              , journal <span className="mono">{change.id}</span>.
            </p>
          </section>
        </div>
        <div className="change-right">
          <header className="change-part-head">
            <h2 className="text-head">Applied and read back</h2>
          </header>
          <HostChanges change={change} now={now} />
          <header className="change-part-head">
            <h2 className="text-head">Effect so far</h2>
            <span className="third text-table">{formatSpan(since)} after, against up to 10 minutes before</span>
          </header>
          {change.effect.length === 0 ? (
            <p className="second change-none">{tellUnmeasured(change)}</p>
          ) : (
            <EffectTable effect={change.effect} />
          )}
          <DeniedList
            denied={change.denied}
            counted={change.watched !== null}
            onAllow={
              policy === undefined
                ? undefined
                : ({ vm, peer, service, direction }) =>
                    void navigate({
                      to: '/policy/$name',
                      params: { name: policy.name },
                      search: { allow: JSON.stringify([vm, peer, service, direction]) },
                    })
            }
          />
        </div>
      </div>
      <TakeBack open={asking} title={change.title} onClose={() => setAsking(false)} onDone={revert} />
    </div>
  );
}

/** Microseconds after a change in which nothing is measured yet. */
const EARLY = 20e6;

/** Why there are no measures. */
function tellUnmeasured({ watched, state }: Change): string {
  if (watched === null)
    return state === 'pending' || state === 'applying' ? 'Nothing was measured yet.' : 'It was not measured.';
  return watched.to - watched.from < EARLY
    ? 'Nothing was measured yet: that takes a quarter of a minute.'
    : 'Its VMs had no connections that could be measured.';
}

/** Taking back what was kept is a change of hosts like any other: it takes a reason. */
function TakeBack(props: {
  open: boolean;
  title: string;
  onClose: () => void;
  onDone: (reason: string) => void;
}): JSX.Element {
  const [reason, setReason] = useState('');
  const done = (): void => {
    if (reason.trim() === '') return;
    props.onDone(reason.trim());
    props.onClose();
  };
  return (
    <Dialog open={props.open} onClose={props.onClose} title="Take it back">
      <form
        className="plan-form"
        onSubmit={(event) => {
          event.preventDefault();
          done();
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          done();
        }}
      >
        <p className="second">
          Hosts go back to what was in force before <HostileText text={props.title} />.
        </p>
        <ReasonField reason={reason} onChange={setReason} />
        <div className="state-actions plan-answers">
          <Button
            kind="danger"
            type="submit"
            shortcut="Ctrl Enter"
            disabledReason={reason.trim() === '' ? 'it takes a reason' : ''}
          >
            Take it back
          </Button>
          <Button kind="ghost" onClick={props.onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
