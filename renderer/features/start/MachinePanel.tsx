import { Check, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Loading } from '../../ui/Loading.tsx';

/** What this machine has and lacks, what each missing thing costs, and the command that mends it. */
export function MachinePanel(): JSX.Element {
  const doctor = useEngineQuery('console.doctor', {});
  const checks = doctor.data?.checks ?? [];
  return (
    <section className="machine" aria-label="This machine">
      <h2 className="text-head">This machine</h2>
      {doctor.data === undefined ? (
        doctor.error === null ? (
          <Loading what="the checks of this machine" rows={4} rowHeight={26} />
        ) : (
          <p className="second">{tellFailure(doctor.error)}</p>
        )
      ) : (
        <>
          <ul>
            {checks.map((check) => (
              <li key={check.name} className="machine-check">
                {check.state === 'ok' ? (
                  <Check size={13} className="machine-ok" aria-label="fine" />
                ) : (
                  <TriangleAlert size={13} className="machine-bad" aria-label={check.state} />
                )}
                <span className="strong">{check.name}</span>
                <span className="second">
                  {check.state === 'ok'
                    ? check.found
                    : [check.found || check.state, check.costs].filter(Boolean).join('. ')}
                  {check.remedy === '' ? null : (
                    <span className="machine-remedy">
                      Run <code>{check.remedy}</code>
                    </span>
                  )}
                </span>
              </li>
            ))}
          </ul>
          <Button kind="ghost" busy={doctor.isFetching} onClick={() => void doctor.refetch()}>
            Check again
          </Button>
        </>
      )}
    </section>
  );
}
