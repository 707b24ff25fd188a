import { type JSX, type ReactNode, useMemo } from 'react';
import { Bytes } from '../../ui/Bytes.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { RiskCell } from '../../ui/RiskCell.tsx';
import type { TableColumn } from '../../ui/table-column.ts';
import { Time } from '../../ui/Time.tsx';
import type { GraphChosen } from './GraphCanvas.tsx';
import type { GraphView, ViewEdge, ViewNode } from './graph-view.ts';

const kindWords = { subject: 'VM', service: 'service', outside: 'outside', group: 'group' } as const;

const nodeColumns: readonly TableColumn<ViewNode & { edges: number }>[] = [
  {
    key: 'name',
    title: 'Node',
    width: 'minmax(160px, 1.4fr)',
    render: (node) => (
      <span className="strong">
        <HostileText text={node.label} cut />
      </span>
    ),
  },
  {
    key: 'kind',
    title: 'Kind',
    width: '70px',
    render: (node) => <span className="second">{kindWords[node.kind]}</span>,
  },
  {
    key: 'detail',
    title: 'Detail',
    width: 'minmax(140px, 1fr)',
    render: (node) => (
      <span className="mono second">
        <HostileText text={node.detail} cut />
      </span>
    ),
  },
  {
    key: 'risk',
    title: 'Risk, or worst alert',
    width: '124px',
    render: (node) =>
      node.kind === 'service' ? null : <RiskCell risk={node.kind === 'outside' ? node.alert : node.risk} />,
  },
  {
    key: 'edges',
    title: 'Edges',
    width: '60px',
    align: 'right',
    render: (node) => <span className="mono">{formatCount(node.edges)}</span>,
  },
];

/** The graph as two lists: its nodes, worst first, and its edges, those with alerts first, then by bytes. */
export function GraphList(props: {
  view: GraphView;
  chosen: GraphChosen;
  /** Ids of edges that a draft would deny. */
  broken: ReadonlySet<string>;
  onChoose: (chosen: GraphChosen) => void;
  onOpen: (node: string) => void;
  /** The list of attack paths, null where there are none. */
  paths: ReactNode;
}): JSX.Element {
  const { view, chosen, broken, onChoose, paths } = props;
  const nodes = useMemo(() => {
    const edges = new Map<string, number>();
    for (const { from, to } of view.edges) for (const id of [from, to]) edges.set(id, (edges.get(id) ?? 0) + 1);
    return view.nodes
      .map((node) => ({ ...node, edges: edges.get(node.id) ?? 0 }))
      .toSorted((a, b) => (b.risk ?? b.alert ?? -1) - (a.risk ?? a.alert ?? -1) || b.edges - a.edges);
  }, [view]);
  const edges = useMemo(
    () => view.edges.toSorted((a, b) => (b.alert ?? 0) - (a.alert ?? 0) || b.bytes - a.bytes),
    [view],
  );
  const edgeColumns = useMemo((): readonly TableColumn<ViewEdge>[] => {
    const names = new Map(view.nodes.map((node) => [node.id, node.label]));
    const end = (id: string): JSX.Element => <HostileText text={names.get(id) ?? id} cut />;
    return [
      { key: 'from', title: 'From', width: 'minmax(140px, 1fr)', render: (edge) => end(edge.from) },
      { key: 'to', title: 'To', width: 'minmax(140px, 1fr)', render: (edge) => end(edge.to) },
      {
        key: 'service',
        title: 'Services',
        width: 'minmax(110px, 0.8fr)',
        render: (edge) => (
          <span className="mono second">
            <HostileText text={edge.services.join(', ')} cut />
          </span>
        ),
      },
      {
        key: 'alert',
        title: 'Alert',
        width: '66px',
        render: (edge) => (edge.alert === null ? null : <RiskCell risk={edge.alert} bar={false} />),
      },
      {
        key: 'flows',
        title: 'Flows',
        width: '64px',
        align: 'right',
        render: (edge) => <span className="mono">{formatCount(edge.flows)}</span>,
      },
      { key: 'bytes', title: 'Bytes', width: '72px', align: 'right', render: (edge) => <Bytes value={edge.bytes} /> },
      ...(broken.size === 0
        ? []
        : [
            {
              key: 'draft',
              title: 'Draft',
              width: '76px',
              render: (edge: ViewEdge) => (broken.has(edge.id) ? <span className="graph-broken">✕ denied</span> : null),
            },
          ]),
      { key: 'first', title: 'First', width: '70px', render: (edge) => <Time micros={edge.firstSeen} /> },
      { key: 'last', title: 'Last', width: '70px', render: (edge) => <Time micros={edge.lastSeen} /> },
    ];
  }, [view, broken]);
  return (
    <div className={paths === null ? 'graph-list' : 'graph-list graph-list-paths'}>
      {paths === null ? null : <h2 className="text-head">Attack paths</h2>}
      {paths}
      <h2 className="text-head">Nodes</h2>
      <DataTable
        label="Nodes of the graph"
        columns={nodeColumns}
        rowCount={nodes.length}
        rowAt={(index) => nodes[index]}
        keyOf={(node) => node.id}
        rowHeight={28}
        selected={chosen.node}
        onSelect={(node) => onChoose({ node: node.id, edge: null })}
        onOpen={(node) => props.onOpen(node.id)}
        primary
        empty={<EmptyState title="No nodes" />}
      />
      <h2 className="text-head">Edges</h2>
      <DataTable
        label="Edges of the graph"
        columns={edgeColumns}
        rowCount={edges.length}
        rowAt={(index) => edges[index]}
        keyOf={(edge) => edge.id}
        rowHeight={28}
        minWidth={800}
        selected={chosen.edge}
        onSelect={(edge) => onChoose({ node: null, edge: edge.id })}
        empty={<EmptyState title="No edges in the window" />}
      />
    </div>
  );
}
