import { ShieldBan, ShieldCheck } from 'lucide-react';
import { type JSX, useState } from 'react';
import { useSession } from '../../data/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { PlanDialog } from './PlanDialog.tsx';
import { useEnforcement } from './use-enforcement.ts';
import './plan.css';

const hour = 3_600_000;
const lifetimes = [
  { value: 'hour', label: '1 hour', length: hour },
  { value: 'day', label: '1 day', length: 24 * hour },
  { value: 'open', label: 'Until released', length: null },
] as const;
type Lifetime = (typeof lifetimes)[number]['value'];

/** Cuts a watched VM off all but management and forensics, or lets it back; both by a plan that is read and confirmed. Nothing where no host is watched. */
export function IsolateControl(props: { vm: string; name: string }): JSX.Element | null {
  const { session } = useSession();
  return session?.live?.kind === 'live' ? <IsolateButton {...props} /> : null;
}

function IsolateButton(props: { vm: string; name: string }): JSX.Element {
  const { vm, name } = props;
  const enforcement = useEnforcement();
  const [open, setOpen] = useState(false);
  const [lifetime, setLifetime] = useState<Lifetime>('hour');
  const isolated = enforcement?.isolated.find((entry) => entry.vm === vm);
  const isolate = isolated === undefined;
  const waits = enforcement?.pending != null;
  const length = lifetimes.find(({ value }) => value === lifetime)?.length ?? null;
  return (
    <>
      {isolated === undefined ? null : (
        <span className="isolated-words text-table">
          isolated since <span className="mono">{formatClock(isolated.since)}</span>
          {isolated.endsAt === null ? '' : `, until ${formatClock(isolated.endsAt)}`}, by{' '}
          <HostileText text={isolated.by} />
        </span>
      )}
      <Button
        icon={isolate ? <ShieldBan size={14} aria-hidden="true" /> : <ShieldCheck size={14} aria-hidden="true" />}
        disabledReason={waits ? 'a change waits for your answer first' : ''}
        onClick={() => setOpen(true)}
      >
        {isolate ? 'Isolate…' : 'Release…'}
      </Button>
      <PlanDialog
        ask={open ? { kind: 'isolation', vm, isolate, lifetime: isolate ? length : null } : null}
        title={isolate ? `Isolate ${name}` : `Release ${name}`}
        onClose={() => setOpen(false)}
        choices={
          isolate ? (
            <div className="plan-choices">
              <p className="second">
                All its traffic stops, running connections too. What management and forensics need stays.
              </p>
              <span className="plan-lifetime">
                <span className="third">For</span>
                <Segmented
                  label="For how long"
                  value={lifetime}
                  onChange={setLifetime}
                  segments={lifetimes.map(({ value, label }) => ({ value, label }))}
                />
              </span>
            </div>
          ) : (
            <p className="second">It gets back what the policies in force allow.</p>
          )
        }
      />
    </>
  );
}
