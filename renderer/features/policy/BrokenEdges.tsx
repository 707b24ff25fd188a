import type { JSX } from 'react';
import type { PolicyPreview } from '../../../shared/contract/policy-preview.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { tellKnown } from './preview-words.ts';
import './preview.css';

type Edge = PolicyPreview['edges'][number];
const most = 200;

/** Known dependencies that a draft breaks, the harmless ones first, with rules that would allow these. */
export function BrokenEdges(props: {
  edges: readonly Edge[];
  /** Undefined where the draft cannot be changed. */
  onAllow: ((edges: readonly Edge[]) => void) | undefined;
  onGraph: () => void;
}): JSX.Element {
  const edges = props.edges.toSorted((a, b) => Number(a.malicious) - Number(b.malicious));
  const needed = edges.filter(({ malicious }) => !malicious);
  const { onAllow } = props;
  return (
    <section className="preview-pane" aria-labelledby="broken-edges" tabIndex={0}>
      <header className="preview-pane-head">
        <h3 id="broken-edges" className="text-head">
          Dependency edges that break
        </h3>
        <span className="mono third">{formatCount(edges.length)}</span>
      </header>
      {edges.length === 0 ? <p className="second preview-none">No known dependency breaks.</p> : null}
      <ul className="broken-edges">
        {edges.slice(0, most).map((edge) => (
          <li key={`${edge.from} ${edge.to} ${edge.service}`}>
            <span className="cut">
              <HostileText text={edge.fromName === '' ? edge.from : edge.fromName} cut="host" />
            </span>
            <BrokenLine />
            <span className="broken-end">
              <span className="broken-to">
                <span className="cut">
                  <HostileText text={edge.toName === '' ? edge.to : edge.toName} cut="host" />
                </span>
                <span className="mono second">
                  <HostileText text={edge.service} />
                </span>
              </span>
              <span className="third">
                {edge.malicious ? 'known malicious' : tellKnown(edge.first, edge.last)}, {formatCount(edge.flows)}{' '}
                {edge.flows === 1 ? 'flow' : 'flows'}
              </span>
            </span>
            {onAllow === undefined || edge.malicious ? (
              <span />
            ) : (
              <Button kind="ghost" onClick={() => onAllow([edge])}>
                Allow
                <span className="visually-hidden">
                  {' '}
                  <HostileText text={edge.fromName} /> to{' '}
                  <HostileText text={edge.toName === '' ? edge.to : edge.toName} />
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {edges.length > most ? <p className="third">and {formatCount(edges.length - most)} more</p> : null}
      {edges.length === 0 ? null : (
        <div className="state-actions">
          {onAllow === undefined || needed.length === 0 ? null : (
            <Button onClick={() => onAllow(needed)}>
              {needed.length === 1 ? 'Allow this one' : `Allow these ${formatCount(needed.length)}`}
            </Button>
          )}
          <Button kind="ghost" onClick={props.onGraph}>
            Show on graph
          </Button>
        </div>
      )}
    </section>
  );
}

function BrokenLine(): JSX.Element {
  return (
    <svg className="broken-line" width="76" height="12" role="img" aria-label="would be denied to">
      <path d="M0 6h30M46 6h30" strokeDasharray="4 3" />
      <path d="M33.5 1.5l9 9m0-9l-9 9" />
    </svg>
  );
}
