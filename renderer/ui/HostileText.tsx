import { Fragment, type JSX } from 'react';
import { readHostileText, type TextRun } from './hostile-text.ts';
import { splitForCut, splitHost } from './middle-cut.ts';
import './hostile-text.css';

/**
 * The only way a name from a guest or a capture reaches the screen: isolated for direction, control characters as
 * symbols, mixed scripts underlined with a hint. With `cut` it takes the room it gets and loses its middle, not its
 * end; with `cut="host"` a host name keeps its first label and loses its domain.
 */
export function HostileText({ text, cut = false }: { text: string; cut?: boolean | 'host' }): JSX.Element {
  const whole = readHostileText(text);
  const shown = whole.runs.map((run) => run.text).join('');
  const title = whole.mixed === '' ? shown : `${shown} (${whole.mixed})`;
  const className = whole.mixed === '' ? 'hostile' : 'hostile hostile-mixed';
  if (!cut) {
    return (
      <bdi className={className} title={whole.mixed === '' ? undefined : title}>
        {drawRuns(whole.runs)}
        <MixedHint mixed={whole.mixed} />
      </bdi>
    );
  }
  const host = cut === 'host' ? splitHost(text) : null;
  if (host !== null) {
    return (
      <bdi className={`${className} hostile-cut`} title={title}>
        <WholeText text={shown} mixed={whole.mixed} />
        <span className="hostile-label" aria-hidden="true">
          {drawRuns(readHostileText(host[0]).runs)}
        </span>
        <span className="hostile-head hostile-domain" aria-hidden="true">
          {drawRuns(readHostileText(host[1]).runs)}
        </span>
      </bdi>
    );
  }
  const [head, tail] = splitForCut(text);
  if (tail === '') {
    return (
      <bdi className={`${className} hostile-cut`} title={title}>
        <span className="hostile-head">{drawRuns(whole.runs)}</span>
        <MixedHint mixed={whole.mixed} />
      </bdi>
    );
  }
  return (
    <bdi className={`${className} hostile-cut`} title={title}>
      <WholeText text={shown} mixed={whole.mixed} />
      <span className="hostile-head" aria-hidden="true">
        {drawRuns(readHostileText(head).runs)}
      </span>
      <span className="hostile-tail" aria-hidden="true">
        {drawRuns(readHostileText(tail).runs)}
      </span>
    </bdi>
  );
}

/** The parts of a cut name are drawn apart; read out, found and copied it is one. */
function WholeText({ text, mixed }: { text: string; mixed: string }): JSX.Element {
  return <span className="visually-hidden">{mixed === '' ? text : `${text} (${mixed})`}</span>;
}

function MixedHint({ mixed }: { mixed: string }): JSX.Element | null {
  return mixed === '' ? null : <span className="visually-hidden"> ({mixed})</span>;
}

function drawRuns(runs: readonly TextRun[]): JSX.Element[] {
  return runs.map((run) =>
    run.kind === 'plain' ? (
      <Fragment key={run.at}>{run.text}</Fragment>
    ) : (
      <span key={run.at} className="hostile-symbol">
        {run.text}
      </span>
    ),
  );
}
