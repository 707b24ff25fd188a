import type { JSX } from 'react';
import type { AttackPaths, AttackPathView } from '../../../shared/contract/paths.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import type { Route } from './list-routes.ts';
import { formatChance, tellSteps } from './path-words.ts';

/** Routes drawn before the rest is counted: the list twin has them all. */
const most = 50;

/** The likeliest path to each target, likeliest first, and under it the shortest where that is another. */
export function RouteList(props: {
  routes: readonly Route[];
  answer: Pick<AttackPaths, 'starts'>;
  onOpen: (target: string, way: 'shortest' | undefined) => void;
}): JSX.Element {
  const { routes, onOpen } = props;
  const names = new Map(props.answer.starts.map(({ id, name }) => [id, name]));
  return (
    <section aria-label="Likeliest paths">
      <h3 className="text-caption third paths-list-head">
        <span>Likeliest paths, {formatCount(routes.length)}</span>
        <span>Chance</span>
      </h3>
      <ul className="paths-list">
        {routes.slice(0, most).map(({ target, targetName, likeliest, shortest }) => (
          <li key={target}>
            <button type="button" onClick={() => onOpen(target, undefined)}>
              <span className="strong cut">
                <span className="visually-hidden">Path to </span>
                <HostileText text={targetName} cut />
              </span>
              <span className="mono strong">{formatChance(likeliest.probability)}</span>
              <Through path={likeliest} start={names.get(likeliest.start) ?? likeliest.start} />
            </button>
            {shortest === null ? null : (
              <button type="button" className="paths-shortest" onClick={() => onOpen(target, 'shortest')}>
                <span className="second cut">
                  <span className="visually-hidden">
                    Path to <HostileText text={targetName} />,{' '}
                  </span>
                  shortest
                </span>
                <span className="mono second">{formatChance(shortest.probability)}</span>
                <Through path={shortest} start={names.get(shortest.start) ?? shortest.start} />
              </button>
            )}
          </li>
        ))}
      </ul>
      {routes.length > most ? (
        <p className="third">and {formatCount(routes.length - most)} more in the list (L)</p>
      ) : null}
    </section>
  );
}

function Through({ path, start }: { path: AttackPathView; start: string }): JSX.Element {
  const through = path.steps.slice(0, -1).map(({ to, toName }) => ({ to, toName }));
  return (
    <span className="second paths-through">
      {tellSteps(path.steps.length)} from <HostileText text={start} />
      {through.map(({ to, toName }, index) => (
        <span key={to}>
          {index === 0 ? ' via ' : ', '}
          <HostileText text={toName} />
        </span>
      ))}
    </span>
  );
}
