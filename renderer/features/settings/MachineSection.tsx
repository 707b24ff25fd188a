import { Check, CircleX, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { Check as MachineCheck } from '../../../shared/contract/console.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { useToast } from '../../ui/Toasts.tsx';

const words = { ok: 'there', missing: 'missing', old: 'too old', limited: 'limited' } as const;

/** What this machine has, what it lacks, what each lack costs and the command that mends it. */
export function MachineSection(): JSX.Element {
  const doctor = useEngineQuery('console.doctor', {});
  return (
    <section className="settings-section" aria-label="This machine">
      <header className="settings-part-head">
        <h2 className="text-head">This machine</h2>
        <span className="third text-table">what is installed, and what each missing thing costs</span>
        <span className="settings-part-end">
          <Button busy={doctor.isFetching} onClick={() => void doctor.refetch()}>
            Check again
          </Button>
        </span>
      </header>
      {doctor.error !== null ? (
        <ErrorState title="The machine could not be checked" detail={tellFailure(doctor.error)} />
      ) : doctor.data === undefined ? (
        <Loading what="the checks of this machine" rows={8} />
      ) : (
        <ul className="settings-checks">
          {doctor.data.checks.map((check) => (
            <CheckRow key={check.name} check={check} />
          ))}
        </ul>
      )}
    </section>
  );
}

function CheckRow({ check }: { check: MachineCheck }): JSX.Element {
  const toast = useToast();
  return (
    <li>
      {check.state === 'ok' ? (
        <Check size={14} className="check-ok" aria-hidden="true" />
      ) : check.state === 'missing' ? (
        <CircleX size={14} className="check-missing" aria-hidden="true" />
      ) : (
        <TriangleAlert size={14} className="check-limited" aria-hidden="true" />
      )}
      <span className="strong">{check.name}</span>
      <span className="third">{words[check.state]}</span>
      <span className="second">
        {check.found}
        {check.costs === '' ? null : <span className="check-costs">{check.costs}</span>}
      </span>
      {check.remedy === '' ? (
        <span />
      ) : (
        <span className="check-remedy">
          <code>{check.remedy}</code>
          <Button
            kind="ghost"
            label={`Copy the command for ${check.name}`}
            onClick={() => {
              navigator.clipboard.writeText(check.remedy).then(
                () => toast('Copied.'),
                () => toast('The clipboard is not available here.', true),
              );
            }}
          >
            Copy
          </Button>
        </span>
      )}
    </li>
  );
}
