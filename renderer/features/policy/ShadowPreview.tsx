import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { tellFailure } from '../../data/queries.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { BrokenEdges } from './BrokenEdges.tsx';
import { PreviewCounts } from './PreviewCounts.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import { type By, type Shown, tellJudged } from './preview-words.ts';
import { RowFacts } from './RowFacts.tsx';
import { StoppedList } from './StoppedList.tsx';
import type { PreviewState } from './use-preview.ts';
import './preview.css';

/** What a draft would break, and what it would stop, judged on what the open session stored. */
export function ShadowPreview(props: {
  session: Session | null;
  state: PreviewState;
  /** Nothing is written that could be judged. */
  blank: boolean;
  by: By;
  shown: Shown;
  onBy: (by: By) => void;
  onShown: (shown: Shown) => void;
  picked: string | null;
  onPick: (id: string | null) => void;
  onLine: (line: number) => void;
  onAllow: ((rules: string[]) => void) | undefined;
  onGraph: () => void;
}): JSX.Element {
  const { session, state, blank, by, shown, onAllow } = props;
  const { preview, recounting, error } = state;
  const picked = preview?.rows.find(({ id }) => id === props.picked);
  return (
    <section className="shadow" aria-labelledby="shadow-preview">
      <header className="pane-head">
        <h2 id="shadow-preview" className="text-head">
          Shadow preview
        </h2>
        <span className="third text-table cut" role="status">
          {preview === null || blank ? (
            ''
          ) : (
            <>
              {recounting && preview.progress >= 1 ? 'recounting' : tellJudged(preview)}
              {session === null || recounting ? null : (
                <>
                  {', '}
                  <HostileText text={session.name} />
                </>
              )}
            </>
          )}
        </span>
      </header>
      {session === null ? (
        <EmptyState title="No session is open to judge the draft on">
          Open a capture, or watch a host: a draft is judged on the flows that were stored.
        </EmptyState>
      ) : blank ? (
        <EmptyState title="Nothing is written yet">
          A policy begins with its name: what it would break stands here as soon as it says something.
        </EmptyState>
      ) : preview === null ? (
        error === null ? (
          <Loading what="the preview" rows={8} rowHeight={28} />
        ) : (
          <ErrorState
            title="The draft could not be judged"
            detail={tellFailure(error)}
            works="it can be written, checked and saved"
          />
        )
      ) : (
        <div className={recounting ? 'shadow-body shadow-recounting' : 'shadow-body'}>
          <PreviewCounts preview={preview} value={shown} onChange={props.onShown} />
          <div className="shadow-by">
            <Segmented
              label="Summed by"
              value={by}
              onChange={props.onBy}
              segments={[
                { value: 'vm', label: 'By VM' },
                { value: 'peer', label: 'Peer' },
                { value: 'service', label: 'Service' },
                { value: 'flow', label: 'Flow' },
              ]}
            />
            {error === null ? null : (
              <span className="text-table second" role="alert">
                Not judged anew: {tellFailure(error)}
              </span>
            )}
            <span className="grow" />
            <span className="preview-key text-table third" aria-hidden="true">
              <span className={`preview-swatch preview-${shown}`} />
              {shown}
              <span className="preview-swatch preview-swatch-bad" />
              of these known malicious
            </span>
          </div>
          <PreviewTable
            preview={preview}
            by={by}
            shown={shown}
            selected={props.picked}
            onSelect={({ id }) => props.onPick(id)}
          />
          {picked === undefined ? null : (
            <RowFacts row={picked} session={session.id} onLine={props.onLine} onClose={() => props.onPick(null)} />
          )}
          <div className="shadow-lower">
            <BrokenEdges
              edges={preview.edges}
              onAllow={onAllow === undefined ? undefined : (edges) => onAllow(edges.map(({ allow }) => allow))}
              onGraph={props.onGraph}
            />
            <StoppedList preview={preview} />
          </div>
        </div>
      )}
    </section>
  );
}
