import { type JSX, useMemo } from 'react';
import type { AttackPaths, AttackPathView } from '../../../shared/contract/paths.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import type { OpenRoute, Route } from './list-routes.ts';
import { formatChance, tellSeen } from './path-words.ts';

interface PathRow {
  key: string;
  way: 'likeliest' | 'shortest';
  path: AttackPathView;
}

function keyOf(target: string, way: string): string {
  return `${way} ${target}`;
}

/** All attack paths as a list; choosing one opens it. */
export function PathTable(props: {
  routes: readonly Route[];
  answer: Pick<AttackPaths, 'starts'>;
  open: OpenRoute | null;
  onOpen: (target: string, way: 'shortest' | undefined) => void;
}): JSX.Element {
  const { routes, answer, open, onOpen } = props;
  const rows = useMemo(
    () =>
      routes.flatMap(({ target, likeliest, shortest }): PathRow[] => [
        { key: keyOf(target, 'likeliest'), way: 'likeliest', path: likeliest },
        ...(shortest === null ? [] : [{ key: keyOf(target, 'shortest'), way: 'shortest' as const, path: shortest }]),
      ]),
    [routes],
  );
  const columns = useMemo((): readonly TableColumn<PathRow>[] => {
    const names = new Map(answer.starts.map(({ id, name }) => [id, name]));
    return [
      {
        key: 'target',
        title: 'To',
        width: 'minmax(140px, 1fr)',
        render: ({ path }) => (
          <span className="strong">
            <HostileText text={path.targetName} cut />
          </span>
        ),
      },
      {
        key: 'start',
        title: 'From',
        width: 'minmax(120px, 1fr)',
        render: ({ path }) => <HostileText text={names.get(path.start) ?? path.start} cut />,
      },
      { key: 'way', title: 'Way', width: '76px', render: ({ way }) => <span className="second">{way}</span> },
      {
        key: 'techniques',
        title: 'Techniques',
        width: 'minmax(140px, 1.4fr)',
        render: ({ path }) => (
          <span className="second cut">{path.steps.map(({ technique }) => technique.name).join(', then ')}</span>
        ),
      },
      {
        key: 'chance',
        title: 'Chance',
        width: '70px',
        align: 'right',
        render: ({ path }) => <span className="mono">{formatChance(path.probability)}</span>,
      },
      {
        key: 'steps',
        title: 'Steps',
        width: '56px',
        align: 'right',
        render: ({ path }) => <span className="mono">{path.steps.length}</span>,
      },
      {
        key: 'seen',
        title: 'Seen used',
        width: '76px',
        align: 'right',
        render: ({ path }) => <span className="mono">{tellSeen(path)}</span>,
      },
    ];
  }, [answer]);
  return (
    <DataTable
      label="Attack paths"
      columns={columns}
      rowCount={rows.length}
      rowAt={(index) => rows[index]}
      keyOf={(row) => row.key}
      rowHeight={28}
      minWidth={760}
      selected={open === null ? null : keyOf(open.route.target, open.way)}
      onSelect={({ path, way }) => onOpen(path.target, way === 'shortest' ? way : undefined)}
      empty={<EmptyState title="No target is reached" />}
    />
  );
}
