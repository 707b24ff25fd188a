import type { JSX } from 'react';
import type { AttackPaths } from '../../../shared/contract/paths.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import type { OpenRoute } from './list-routes.ts';
import { formatChance, tellSeen, tellSteps } from './path-words.ts';
import { StepTable } from './StepTable.tsx';

/** One path: where it leads, how likely it is, its steps; the shortest beside the likeliest where they differ. */
export function OpenPath(props: {
  open: OpenRoute;
  answer: Pick<AttackPaths, 'starts' | 'targets'>;
  onWay: (way: 'shortest' | undefined) => void;
  onNode: (id: string) => void;
}): JSX.Element {
  const { open, answer } = props;
  const { route, path, way } = open;
  const why = answer.targets.find(({ id }) => id === route.target)?.why ?? '';
  const start = answer.starts.find(({ id }) => id === path.start);
  return (
    <>
      <div>
        <h3 className="text-title">
          <HostileText text={route.targetName} cut />
        </h3>
        <p className="second">
          Target, <HostileText text={why} />
        </p>
        <p className="second">
          From <HostileText text={start?.name ?? path.start} />
          {start === undefined ? null : (
            <>
              , <HostileText text={start.why} />
            </>
          )}
        </p>
      </div>
      {route.shortest === null ? null : (
        <Segmented
          label="Way"
          value={way}
          onChange={(next) => props.onWay(next === 'shortest' ? 'shortest' : undefined)}
          segments={[
            {
              value: 'likeliest',
              label: 'Likeliest',
              count: `${formatChance(route.likeliest.probability)}, ${tellSteps(route.likeliest.steps.length)}`,
            },
            {
              value: 'shortest',
              label: 'Shortest',
              count: `${formatChance(route.shortest.probability)}, ${tellSteps(route.shortest.steps.length)}`,
            },
          ]}
        />
      )}
      <dl className="graph-figures">
        <div>
          <dt>Chance</dt>
          <dd>{formatChance(path.probability)}</dd>
        </div>
        <div>
          <dt>Steps</dt>
          <dd>{path.steps.length}</dd>
        </div>
        <div>
          <dt>Ways seen used</dt>
          <dd>{tellSeen(path)}</dd>
        </div>
      </dl>
      <StepTable steps={path.steps} onNode={props.onNode} />
    </>
  );
}
