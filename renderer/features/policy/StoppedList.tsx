import type { JSX } from 'react';
import type { PolicyPreview } from '../../../shared/contract/policy-preview.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { numberEach } from '../packets/number-each.ts';
import { tellStopped } from './preview-words.ts';
import './preview.css';

const most = 50;

/** Malicious flows that a draft would have stopped, and those that it would not have. */
export function StoppedList({ preview }: { preview: PolicyPreview }): JSX.Element {
  const { stopped, missed, invariants } = preview;
  const broken = invariants.filter(({ holds }) => !holds);
  return (
    <section className="preview-pane" aria-labelledby="stopped-flows" tabIndex={0}>
      <header className="preview-pane-head">
        <h3 id="stopped-flows" className="text-head">
          Malicious flows it would have stopped
        </h3>
        <span className="mono third">{tellStopped(preview)}</span>
      </header>
      {stopped.length > 0 ? null : (
        <p className="second preview-none">
          {missed.length === 0 ? 'No malicious flow is known of these VMs.' : 'None of those that are known.'}
        </p>
      )}
      <ul className="stopped">
        {numberEach(stopped.slice(0, most)).map(({ number, item }) => (
          <li key={number}>
            <span className="grow cut">
              <span className="strong">{item.technique.name}</span>{' '}
              <span className="mono second">{item.technique.id}</span>
              <span className="stopped-what third cut">
                <HostileText text={item.what} cut />
              </span>
            </span>
            <span className="mono">
              {formatCount(item.flows)}
              {item.flows === item.of ? '' : ` of ${formatCount(item.of)}`}
            </span>
          </li>
        ))}
      </ul>
      {missed.length === 0 ? null : (
        <div className="missed">
          <p className="strong">It would not have stopped</p>
          <ul>
            {numberEach(missed.slice(0, most)).map(({ number, item }) => (
              <li key={number}>
                {item.technique.name} <span className="mono">{item.technique.id}</span>,{' '}
                <HostileText text={item.what} />, {formatCount(item.flows)} {item.flows === 1 ? 'flow' : 'flows'}
              </li>
            ))}
          </ul>
        </div>
      )}
      {invariants.length === 0 ? null : (
        <div className="missed">
          <p className="strong">
            {broken.length === 0
              ? `${invariants.length === 1 ? 'The invariant holds' : `All ${formatCount(invariants.length)} invariants hold`}, over every packet`
              : `${formatCount(broken.length)} of ${formatCount(invariants.length)} invariants ${broken.length === 1 ? 'does' : 'do'} not hold`}
          </p>
          <ul>
            {broken.slice(0, most).map((invariant) => (
              <li key={`${invariant.text} ${String(invariant.line)}`}>
                <span className="mono invariant-text">{invariant.text}</span>
                <span className="second">
                  let through: <HostileText text={invariant.counterexample} />
                  {invariant.rule === '' ? '' : ', by '}
                  <HostileText text={invariant.rule} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
