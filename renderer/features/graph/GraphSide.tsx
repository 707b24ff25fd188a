import { Link } from '@tanstack/react-router';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { JSX } from 'react';
import { Bytes } from '../../ui/Bytes.tsx';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Inspector } from '../../ui/Inspector.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskCell } from '../../ui/RiskCell.tsx';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { Time } from '../../ui/Time.tsx';
import '../../ui/panel.css';
import type { GraphChosen } from './GraphCanvas.tsx';
import { type GraphView, joinFilters, type ViewEdge, type ViewNode } from './graph-view.ts';

const kindWords = { subject: 'VM', service: 'Service', outside: 'Outside', group: 'Group' } as const;

/** What is chosen in the graph, or, where nothing is, what in it needs a look. */
export function GraphSide(props: {
  session: string;
  view: GraphView;
  chosen: GraphChosen;
  onChoose: (chosen: GraphChosen) => void;
  onFold: (group: string) => void;
  /** Asks where attackers get from a VM. */
  onAttack: (vm: string) => void;
}): JSX.Element {
  const { view, chosen, onChoose } = props;
  const node = view.nodes.find(({ id }) => id === chosen.node);
  const edge = view.edges.find(({ id }) => id === chosen.edge);
  const nameOf = (id: string): string => view.nodes.find((other) => other.id === id)?.label ?? id;
  const nothing = node === undefined && edge === undefined;
  return (
    <Inspector
      name="graph"
      label="Selection"
      title={nothing ? 'What stands out' : edge === undefined ? kindWords[node?.kind ?? 'subject'] : 'Edge'}
      initialWidth={300}
      {...(nothing ? {} : { onClose: () => onChoose({ node: null, edge: null }) })}
    >
      <div className="graph-side">
        {node !== undefined ? (
          <NodeSide {...props} node={node} nameOf={nameOf} />
        ) : edge !== undefined ? (
          <EdgeSide session={props.session} edge={edge} nameOf={nameOf} onChoose={onChoose} />
        ) : (
          <Standing view={view} nameOf={nameOf} onChoose={onChoose} />
        )}
      </div>
    </Inspector>
  );
}

function NodeSide(props: {
  session: string;
  view: GraphView;
  node: ViewNode;
  nameOf: (id: string) => string;
  onChoose: (chosen: GraphChosen) => void;
  onFold: (group: string) => void;
  onAttack: (vm: string) => void;
}): JSX.Element {
  const { node, view } = props;
  const out = view.edges.filter(({ from }) => from === node.id);
  const into = view.edges.filter(({ to }) => to === node.id);
  return (
    <>
      <div>
        <h3 className="text-title">
          <HostileText text={node.label} cut />
        </h3>
        <p className="second mono">
          <HostileText text={node.detail} />
        </p>
      </div>
      {node.kind === 'subject' || node.kind === 'group' ? <RiskCell risk={node.risk} /> : null}
      {node.kind === 'outside' && node.alert !== null ? (
        <p>
          <RiskCell risk={node.alert} /> <span className="third">worst alert with it</span>
        </p>
      ) : null}
      <p className="graph-side-acts">
        {node.kind === 'subject' ? (
          <Link to="/vm/$id" params={{ id: node.id }} className="button button-primary">
            Open VM
          </Link>
        ) : null}
        {node.id.startsWith('group:') || node.id.startsWith('more:') ? (
          <button
            type="button"
            className="button button-default"
            onClick={() => props.onFold(node.id.startsWith('group:') ? node.id.slice('group:'.length) : node.id)}
          >
            Unfold
          </button>
        ) : null}
        <FlowsLink session={props.session} filter={node.filter} />
      </p>
      {node.kind === 'subject' ? (
        <p>
          <button type="button" className="link-button" onClick={() => props.onAttack(node.id)}>
            Attack paths from here
          </button>
        </p>
      ) : null}
      <Ends title="Uses" edges={out} far={({ to }) => to} {...props} />
      <Ends title="Used by" edges={into} far={({ from }) => from} {...props} />
    </>
  );
}

function FlowsLink({ session, filter }: { session: string; filter: string }): JSX.Element {
  return (
    <Link
      to="/session/$id"
      params={{ id: session }}
      search={(before) => ({
        session,
        from: before.from,
        to: before.to,
        tab: 'flows' as const,
        ...(filter === '' ? {} : { filter }),
      })}
      className="button button-default"
    >
      {filter === '' ? 'All flows' : 'Show flows'}
    </Link>
  );
}

function Ends(props: {
  title: string;
  edges: readonly ViewEdge[];
  far: (edge: ViewEdge) => string;
  nameOf: (id: string) => string;
  onChoose: (chosen: GraphChosen) => void;
}): JSX.Element | null {
  const edges = props.edges.toSorted((a, b) => (b.alert ?? 0) - (a.alert ?? 0) || b.bytes - a.bytes);
  if (edges.length === 0) return null;
  return (
    <div>
      <h3 className="text-caption third">
        {props.title}, {formatCount(edges.length)}
      </h3>
      <ul className="graph-ends">
        {edges.slice(0, 30).map((edge) => (
          <li key={edge.id}>
            <button type="button" onClick={() => props.onChoose({ node: null, edge: edge.id })}>
              {edge.alert === null ? <span /> : <RiskMark band={bandOf(edge.alert)} size={10} />}
              <HostileText text={props.nameOf(props.far(edge))} cut />
              <Bytes value={edge.bytes} />
            </button>
          </li>
        ))}
      </ul>
      {edges.length > 30 ? <p className="third">and {formatCount(edges.length - 30)} more in the list (L)</p> : null}
    </div>
  );
}

function EdgeSide(props: {
  session: string;
  edge: ViewEdge;
  nameOf: (id: string) => string;
  onChoose: (chosen: GraphChosen) => void;
}): JSX.Element {
  const { edge, nameOf, onChoose } = props;
  return (
    <>
      <ul className="graph-ends">
        <li>
          <button type="button" onClick={() => onChoose({ node: edge.from, edge: null })}>
            <ArrowLeft size={12} aria-label="from" />
            <HostileText text={nameOf(edge.from)} cut />
          </button>
        </li>
        <li>
          <button type="button" onClick={() => onChoose({ node: edge.to, edge: null })}>
            <ArrowRight size={12} aria-label="to" />
            <HostileText text={nameOf(edge.to)} cut />
          </button>
        </li>
      </ul>
      <dl className="graph-figures">
        <div>
          <dt>Flows</dt>
          <dd>{formatCount(edge.flows)}</dd>
        </div>
        <div>
          <dt>Bytes</dt>
          <dd>{formatBytes(edge.bytes)}</dd>
        </div>
        <div>
          <dt>Worst alert</dt>
          <dd>{edge.alert === null ? 'none' : <RiskCell risk={edge.alert} bar={false} />}</dd>
        </div>
      </dl>
      <p>
        <span className="third">Services </span>
        <span className="mono">
          <HostileText text={edge.services.slice(0, 12).join(', ')} />
        </span>
        {edge.services.length > 12 ? ` and ${edge.services.length - 12} more` : ''}
      </p>
      <p>
        <span className="third">Seen </span>
        <Time micros={edge.firstSeen} /> – <Time micros={edge.lastSeen} />
      </p>
      <p className="graph-side-acts">
        <FlowsLink session={props.session} filter={joinFilters(edge.filters)} />
      </p>
    </>
  );
}

function Standing(props: {
  view: GraphView;
  nameOf: (id: string) => string;
  onChoose: (chosen: GraphChosen) => void;
}): JSX.Element {
  const { view, onChoose, nameOf } = props;
  const risky = view.nodes
    .filter((node) => (node.kind === 'subject' || node.kind === 'group') && (node.risk ?? 0) >= 0.4)
    .toSorted((a, b) => (b.risk ?? 0) - (a.risk ?? 0));
  const alerting = view.edges.filter((edge) => edge.alert !== null).toSorted((a, b) => (b.alert ?? 0) - (a.alert ?? 0));
  return (
    <>
      <dl className="graph-figures">
        <div>
          <dt>Nodes</dt>
          <dd>{formatCount(view.nodes.length)}</dd>
        </div>
        <div>
          <dt>Edges</dt>
          <dd>{formatCount(view.edges.length)}</dd>
        </div>
        <div>
          <dt>With alerts</dt>
          <dd>{formatCount(alerting.length)}</dd>
        </div>
      </dl>
      <div>
        <h3 className="text-caption third">VMs from Elevated up</h3>
        {risky.length === 0 ? <p className="second">None.</p> : null}
        <ul className="graph-ends">
          {risky.slice(0, 12).map((node) => (
            <li key={node.id}>
              <button type="button" onClick={() => onChoose({ node: node.id, edge: null })}>
                <RiskMark band={bandOf(node.risk)} size={10} />
                <HostileText text={node.label} cut />
                <span className="mono strong">{(node.risk ?? 0).toFixed(2)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h3 className="text-caption third">Edges an alert runs over</h3>
        {alerting.length === 0 ? <p className="second">None in the window.</p> : null}
        <ul className="graph-ends">
          {alerting.slice(0, 14).map((edge) => (
            <li key={edge.id}>
              <button type="button" onClick={() => onChoose({ node: null, edge: edge.id })}>
                <RiskMark band={bandOf(edge.alert)} size={10} />
                <span className="cut">
                  <HostileText text={nameOf(edge.from)} /> → <HostileText text={nameOf(edge.to)} />
                </span>
                <span className="mono">{(edge.alert ?? 0).toFixed(2)}</span>
              </button>
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
