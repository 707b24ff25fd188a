import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Flag } from 'lucide-react';
import { type JSX, useMemo } from 'react';
import type { Session } from '../../shared/contract/session.ts';
import { tellFailure } from '../data/queries.ts';
import { useSession } from '../data/use-session.ts';
import { useNarrow } from '../features/captures/use-narrow.ts';
import { useSize } from '../features/captures/use-size.ts';
import { useWindow } from '../features/frame/use-window-keys.ts';
import { findBroken } from '../features/graph/find-broken.ts';
import { nameFold } from '../features/graph/fold-graph.ts';
import { FindNode } from '../features/graph/FindNode.tsx';
import { GraphCanvas, type GraphChosen } from '../features/graph/GraphCanvas.tsx';
import { GraphLegend } from '../features/graph/GraphLegend.tsx';
import { GraphList } from '../features/graph/GraphList.tsx';
import { GraphScrubber } from '../features/graph/GraphScrubber.tsx';
import { GraphSide } from '../features/graph/GraphSide.tsx';
import { rememberPlace, usePlaces } from '../features/graph/use-places.ts';
import { useGraph } from '../features/graph/use-graph.ts';
import { layPath } from '../features/paths/lay-path.ts';
import { stepRoute } from '../features/paths/list-routes.ts';
import { tellPath } from '../features/paths/path-words.ts';
import { PathsSide } from '../features/paths/PathsSide.tsx';
import { PathTable } from '../features/paths/PathTable.tsx';
import { nameStepRow } from '../features/paths/step-row.ts';
import { usePaths } from '../features/paths/use-paths.ts';
import { DraftLine } from '../features/policy/DraftLine.tsx';
import { useDraftEdges } from '../features/policy/use-draft-edges.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { formatCount } from '../ui/format-count.ts';
import { Loading } from '../ui/Loading.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import { joinWords, readWords } from './search.ts';
import '../features/graph/graph.css';

const nothingDenied: [] = [];

/** Who can reach what, and through whom. */
export function Graph(): JSX.Element {
  const { session, waiting } = useSession();
  if (session === null) {
    if (waiting) return <Loading what="the session" rows={8} />;
    return (
      <EmptyState title="No session is open" action={<Link to="/sessions">Open a capture</Link>}>
        The graph shows which VMs, services and outside peers depend on each other.
      </EmptyState>
    );
  }
  if (session.state === 'failed') {
    return (
      <ErrorState
        title={session.error?.title ?? 'This session could not be read'}
        detail={session.error?.detail}
        works="every other open session"
        todo={session.error?.action}
        action={<Link to="/sessions">Back to the sessions</Link>}
      />
    );
  }
  return <SessionGraph key={session.id} session={session} />;
}

function SessionGraph({ session }: { session: Session }): JSX.Element {
  const search = useSearch({ from: '/graph' });
  const navigate = useNavigate({ from: '/graph' });
  const window = useWindow();
  const narrow = useNarrow();
  const [body, size] = useSize<HTMLDivElement>();
  const group = search.group ?? 'role';
  const services = search.services !== 'off';
  const outside = search.outside !== 'off';
  const turned = useMemo(() => new Set(readWords(search.turned)), [search.turned]);
  const change = (next: Partial<typeof search>): void => {
    void navigate({ search: (before) => ({ ...before, ...next }), replace: true });
  };
  const paths = usePaths(session.id, search);
  const path = paths.open?.path ?? null;
  const edges = useDraftEdges(session.id, search.draft ?? null);
  const denied = edges ?? nothingDenied;
  const graph = useGraph(session.id, group, window, { turned, services, outside, path, broken: denied });
  const { view } = graph;
  const broken = useMemo(() => (view === null ? new Set<string>() : findBroken(denied, view)), [denied, view]);
  const key = `${session.id} ${group} ${services} ${outside}`;
  const aspect = size.width === 0 ? null : size.width / Math.max(200, size.height);
  const places = usePlaces(graph.wholeView, key, group !== 'none', aspect);
  const drawnPath = useMemo(
    () => (path === null || view === null ? null : layPath(path, view, places)),
    [path, view, places],
  );
  const chosen = useMemo<GraphChosen>(
    () => ({ node: search.node ?? null, edge: search.edge ?? null }),
    [search.node, search.edge],
  );
  const choose = ({ node, edge }: GraphChosen): void => change({ node: node ?? undefined, edge: edge ?? undefined });
  const turn = (folded: string): void => {
    const next = turned.has(folded) ? [...turned].filter((other) => other !== folded) : [...turned, folded];
    change({ turned: joinWords(next), node: undefined, edge: undefined });
  };
  const open = (id: string): void => {
    const node = view?.nodes.find((other) => other.id === id);
    if (id.startsWith('group:')) turn(id.slice('group:'.length));
    else if (id.startsWith('more:')) turn(id);
    else if (node?.kind === 'subject') void navigate({ to: '/vm/$id', params: { id } });
    else if (node !== undefined) {
      const flows = { session: session.id, from: search.from, to: search.to, tab: 'flows' as const };
      void navigate({ to: '/session/$id', params: { id: session.id }, search: { ...flows, filter: node.filter } });
    }
  };
  const twin = search.twin === true;
  useShortcut('l', () => change({ twin: twin ? undefined : true }));
  const nothing = chosen.node === null && chosen.edge === null;
  useShortcut('Escape', () => {
    if (nothing) change({ path: undefined, way: undefined });
    else choose({ node: null, edge: null });
  });
  const openPath = (target: string | undefined, way: 'shortest' | undefined): void =>
    change({ path: target, way, node: undefined, edge: undefined });
  useShortcut('[', () => openPath(stepRoute(paths.routes, paths.open, -1), undefined));
  useShortcut(']', () => openPath(stepRoute(paths.routes, paths.open, 1), undefined));
  // Where the side would lie over the picture it comes when asked for.
  const listsPaths = search.paths === 'on' || (search.paths !== 'off' && !narrow);
  const showsPaths = listsPaths || path !== null;
  const leavePath = (): void =>
    path === null ? change({ paths: 'off' }) : change({ path: undefined, way: undefined });
  const summary =
    view === null
      ? 'Graph'
      : `Graph of ${formatCount(view.nodes.length)} nodes and ${formatCount(view.edges.length)} edges. Press L for the same as a list.${path === null ? '' : ` ${tellPath(path)}`}`;
  return (
    <div className="graph-page">
      <div className="graph-main">
        <header className="graph-head">
          <h1 className="text-title">Graph</h1>
          <Segmented
            label="Group by"
            value={group}
            onChange={(next) => change({ group: next === 'role' ? undefined : next, turned: undefined })}
            segments={[
              { value: 'role', label: 'Role' },
              { value: 'subnet', label: 'Subnet' },
              { value: 'none', label: 'None' },
            ]}
          />
          <Segmented
            label="Draw as"
            value={twin ? 'list' : 'picture'}
            onChange={(next) => change({ twin: next === 'list' ? true : undefined })}
            segments={[
              { value: 'picture', label: 'Picture' },
              { value: 'list', label: 'List' },
            ]}
          />
          <Button
            icon={<Flag size={14} aria-hidden="true" />}
            pressed={nothing && showsPaths}
            onClick={() =>
              change({
                ...(nothing && showsPaths ? { paths: 'off', path: undefined, way: undefined } : { paths: 'on' }),
                node: undefined,
                edge: undefined,
              })
            }
          >
            Attack paths{paths.answer === null ? '' : ` ${formatCount(paths.routes.length)}`}
          </Button>
          {graph.foldedPeers > 0 ? (
            <span className="third text-table cut">{formatCount(graph.foldedPeers)} outside addresses folded</span>
          ) : null}
          <span className="graph-head-end">
            <Button kind="ghost" pressed={services} onClick={() => change({ services: services ? 'off' : undefined })}>
              Services
            </Button>
            <Button kind="ghost" pressed={outside} onClick={() => change({ outside: outside ? 'off' : undefined })}>
              Outside
            </Button>
            <FindNode
              nodes={graph.nodes}
              onFind={(node) => {
                const group = nameFold(node);
                const hidden = view?.folded.has(group) === true && !view.nodes.some((drawn) => drawn.id === node.id);
                change({
                  node: node.id,
                  edge: undefined,
                  ...(hidden
                    ? {
                        turned: joinWords(
                          [...turned].includes(group) ? [...turned].filter((one) => one !== group) : [...turned, group],
                        ),
                      }
                    : {}),
                });
              }}
            />
          </span>
        </header>
        {search.draft === undefined ? null : (
          <DraftLine draft={search.draft} edges={edges} onClose={() => change({ draft: undefined })} />
        )}
        <div className="graph-body" ref={body}>
          {graph.error !== null ? (
            <ErrorState
              title="The graph could not be built"
              detail={tellFailure(graph.error)}
              works="the fleet, the flows and the alerts"
              action={<Button onClick={graph.retry}>Ask again</Button>}
            />
          ) : view === null ? (
            <Loading what="the graph" rows={8} rowHeight={48} />
          ) : view.nodes.length === 0 ? (
            <EmptyState title={session.state === 'reading' ? 'No VMs so far' : 'No VMs in this evidence'}>
              Nodes appear as soon as a local host is seen. Settings names which networks are local.
            </EmptyState>
          ) : twin ? (
            <GraphList
              view={view}
              chosen={chosen}
              broken={broken}
              onChoose={choose}
              onOpen={open}
              paths={
                paths.answer === null || paths.routes.length === 0 ? null : (
                  <PathTable routes={paths.routes} answer={paths.answer} open={paths.open} onOpen={openPath} />
                )
              }
            />
          ) : (
            <>
              <GraphCanvas
                view={view}
                wholeView={graph.wholeView ?? view}
                places={places}
                picture={key}
                chosen={chosen}
                path={drawnPath}
                broken={broken}
                onChoose={choose}
                onStep={(step) => {
                  if (nothing) document.getElementById(nameStepRow(step))?.focus();
                  else choose({ node: null, edge: null });
                }}
                onOpen={open}
                onFold={turn}
                onMove={(id, place) => rememberPlace(key, id, place)}
                label={summary}
              />
              <GraphLegend path={drawnPath !== null} draft={broken.size > 0} />
            </>
          )}
        </div>
        <GraphScrubber session={session} shown={graph.shown} hidden={graph.hidden} />
      </div>
      {view === null ? null : nothing && showsPaths ? (
        <PathsSide
          session={session.id}
          known={paths}
          search={search}
          onChange={change}
          onNode={(node) => change({ node, edge: undefined })}
          onClose={leavePath}
        />
      ) : narrow && nothing ? null : (
        <GraphSide
          session={session.id}
          view={view}
          chosen={chosen}
          onChoose={choose}
          onFold={turn}
          onAttack={(vm) =>
            change({ starts: joinWords([vm]), path: undefined, way: undefined, paths: 'on', node: undefined })
          }
        />
      )}
    </div>
  );
}
