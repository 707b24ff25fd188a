import { type JSX, type ReactNode, useEffect, useState } from 'react';
import { loadingStages, type LoadingStage } from './loading-stage.ts';
import './states.css';

/** Waiting: nothing under 150 ms, then quiet bars, after 2 s what is waited for, after 10 s cancel and where to look. */
export function Loading(props: { what: string; rows?: number; rowHeight?: number; cancel?: ReactNode }): JSX.Element {
  const { what, rows = 6, rowHeight = 32 } = props;
  const [stage, setStage] = useState<LoadingStage>('quiet');
  useEffect(() => {
    const timers = loadingStages.map(([name, after]) => setTimeout(() => setStage(name), after));
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }, []);
  return (
    <div className="loading" aria-busy="true">
      {stage === 'quiet'
        ? null
        : Array.from({ length: rows }, (_, row) => (
            <div key={row} className="loading-row" style={{ height: rowHeight }}>
              <span className="placeholder-bar" style={{ width: `${[34, 58, 46, 40, 52][row % 5] ?? 40}%` }} />
            </div>
          ))}
      <p role="status" className="loading-words second">
        {stage === 'named' || stage === 'long' ? `Waiting for ${what}` : null}
        {stage === 'long' ? ', more than 10 s. The status bar tells whether the engine answers.' : null}
      </p>
      {stage === 'long' ? props.cancel : null}
    </div>
  );
}
