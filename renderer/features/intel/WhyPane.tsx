import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatScore } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { ListingTable } from './ListingTable.tsx';
import { ReputationLadder } from './ReputationLadder.tsx';

/** Why something has its reputation among the feeds in use; '' where nothing is asked. */
export function WhyPane({ asked }: { asked: string }): JSX.Element {
  const opinion = useEngineQuery('intel.ask', { value: asked }, { enabled: asked !== '' });
  const value = opinion.data?.reputation;
  return (
    <section className="intel-pane" aria-labelledby="intel-why">
      <header className="intel-pane-head">
        <h2 id="intel-why" className="text-head cut">
          {asked === '' || opinion.error !== null ? (
            'Why a reputation'
          ) : (
            <span className="intel-why-title">
              Why <HostileText text={asked} cut /> is {value === undefined ? '…' : formatScore(value)}
            </span>
          )}
        </h2>
        <span className="panel-note">0 bad, 0.5 unknown, 1 good</span>
      </header>
      <div className="intel-pane-body">
        {asked === '' ? (
          <EmptyState title="Nothing is asked">
            Write an address, a name, a URL, a hash or a JA4 into the field above, or choose a peer of the preview: its
            reputation comes with the whole arithmetic.
          </EmptyState>
        ) : opinion.data === undefined ? (
          opinion.error === null ? (
            <Loading what="its reputation" rows={4} rowHeight={32} />
          ) : (
            <ErrorState title="This cannot be asked" detail={tellFailure(opinion.error)} />
          )
        ) : (
          <>
            <ReputationLadder opinion={opinion.data} />
            {opinion.data.listings.length === 0 ? null : <ListingTable opinion={opinion.data} />}
            {opinion.data.warnings.length === 0 ? null : (
              <p className="intel-note second">
                <HostileText text={opinion.data.warnings.join(', ')} />: ordinary for many, so{' '}
                {opinion.data.warnings.length === 1 ? 'it pulls' : 'each pulls'} halfway back to 0.5. The match itself
                stays, and stays shown.
              </p>
            )}
          </>
        )}
      </div>
    </section>
  );
}
