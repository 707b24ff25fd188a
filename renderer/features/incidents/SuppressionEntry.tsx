import type { JSX } from 'react';
import type { Suppression } from '../../../shared/contract/incidents.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { incidentTouches } from './incident-touches.ts';
import { tellEnd, tellWhat, tellWhere } from './suppression-words.ts';
import './incident-side.css';

/** A suppression: what, where, why, its end, what it holds back; it can be ended here. */
export function SuppressionEntry({ session, suppression }: { session: string; suppression: Suppression }): JSX.Element {
  const toast = useToast();
  const end = useCommand('suppression.end', incidentTouches);
  const { id, scope, inForce, held, who, why, alerts } = suppression;
  return (
    <div className="suppression" title={alerts.map(({ title }) => title).join('\n')}>
      <span className="side-line">
        <span className="strong cut">
          <HostileText text={tellWhat(scope)} />
        </span>
        {inForce ? (
          <button
            type="button"
            className="suppression-end"
            onClick={() =>
              end.mutate(
                { session, id },
                {
                  onSuccess: () => toast('Ended: what it held back counts again'),
                  onError: (error) => toast(tellFailure(error), true),
                },
              )
            }
          >
            End now<span className="visually-hidden">: {tellWhat(scope)}</span>
          </button>
        ) : null}
      </span>
      <span className="second">
        <HostileText text={tellWhere(suppression)} />
      </span>
      <span className="third">
        {tellEnd(suppression)}, <HostileText text={who} />, {inForce ? 'holds' : 'held'} back {held}
      </span>
      <span className="third">
        <HostileText text={why} />
      </span>
    </div>
  );
}
