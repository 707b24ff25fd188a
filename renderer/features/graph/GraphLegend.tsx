import type { JSX } from 'react';

/** What the shapes of the graph mean. */
export function GraphLegend({ path, draft }: { path: boolean; draft: boolean }): JSX.Element {
  return (
    <div className="graph-legend" aria-hidden="true">
      <span>
        <svg width="14" height="14" viewBox="0 0 14 14" fill="none" strokeWidth="2.4">
          <circle cx="7" cy="7" r="5" stroke="var(--line-strong)" />
          <path d="M7 2a5 5 0 1 1-5 5" stroke="var(--risk-high)" />
        </svg>
        VM, arc is risk
      </span>
      <span>
        <svg width="14" height="12" viewBox="0 0 14 12" fill="none" stroke="var(--text-2)">
          <path d="M1 6l3-5h6l3 5-3 5H4z" />
        </svg>
        outside, mark is its worst alert
      </span>
      <span>
        <svg width="18" height="11" viewBox="0 0 18 11" fill="none" stroke="var(--text-2)">
          <rect x=".5" y=".5" width="17" height="10" rx="1.5" />
        </svg>
        service
      </span>
      <span>
        <svg width="20" height="4" viewBox="0 0 20 4">
          <path d="M0 2h20" stroke="var(--text-2)" strokeWidth="2.4" />
        </svg>
        an alert runs over it
      </span>
      {draft ? (
        <span>
          <svg width="20" height="8" viewBox="0 0 20 8" stroke="var(--deny)" fill="none">
            <path d="M0 4h20" strokeWidth="2" strokeDasharray="4 3" />
            <path d="M7.5 1.5l5 5m0-5l-5 5" strokeWidth="1.5" />
          </svg>
          the draft would deny it
        </span>
      ) : null}
      {path ? (
        <>
          <span>
            <svg width="20" height="4" viewBox="0 0 20 4">
              <path d="M0 2h20" stroke="var(--text)" strokeWidth="2.6" />
            </svg>
            observed step
          </span>
          <span>
            <svg width="20" height="4" viewBox="0 0 20 4">
              <path d="M0 2h20" stroke="var(--text)" strokeWidth="2.6" strokeDasharray="5 3" />
            </svg>
            predicted step
          </span>
        </>
      ) : null}
      <span className="third">line width: bytes</span>
    </div>
  );
}
