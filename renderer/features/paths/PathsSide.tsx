import { Link } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight, SlidersHorizontal } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { AttackPaths } from '../../../shared/contract/paths.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Inspector } from '../../ui/Inspector.tsx';
import { Loading } from '../../ui/Loading.tsx';
import { newPolicy } from '../policy/policy-search.ts';
import { CutList } from './CutList.tsx';
import { EndsDialog } from './EndsDialog.tsx';
import { type Route, stepRoute } from './list-routes.ts';
import { OpenPath } from './OpenPath.tsx';
import type { PathsSearch } from './paths-search.ts';
import { RouteList } from './RouteList.tsx';
import type { KnownPaths } from './use-paths.ts';
import './paths.css';

/** Where simulated attackers get: the list of paths, or the one that is drawn; and what would relieve most. */
export function PathsSide(props: {
  session: string;
  known: KnownPaths;
  search: PathsSearch;
  onChange: (next: Partial<PathsSearch>) => void;
  /** Chooses a node of the graph. */
  onNode: (id: string) => void;
  onClose: () => void;
}): JSX.Element {
  const { known, search, session, onChange } = props;
  const { answer, routes, open } = known;
  const [choosing, setChoosing] = useState(false);
  const body =
    known.error !== null ? (
      <ErrorState
        title="Attack paths could not be simulated"
        detail={tellFailure(known.error)}
        works="the graph, the fleet and the alerts"
        action={<Button onClick={known.retry}>Ask again</Button>}
      />
    ) : answer === null ? (
      <Loading what="the attack paths" rows={6} />
    ) : (
      <div className="paths-side">
        {open === null ? (
          <>
            <Ends session={session} answer={answer} proposed={search.targets === undefined} />
            <p>
              <Button icon={<SlidersHorizontal size={14} aria-hidden="true" />} onClick={() => setChoosing(true)}>
                Starts and targets…
              </Button>
            </p>
            <Reached answer={answer} routes={routes} onChange={onChange} />
          </>
        ) : (
          <OpenPath open={open} answer={answer} onWay={(way) => onChange({ way })} onNode={props.onNode} />
        )}
        {answer.cuts.length === 0 ? null : (
          <CutList
            answer={answer}
            target={open?.route.target ?? null}
            renderDraft={(cut) => (
              <Link to="/policy/$name" params={{ name: newPolicy }} search={{ cut: JSON.stringify(cut) }}>
                Draft this rule
              </Link>
            )}
          />
        )}
        <p className="third">{answer.basis}</p>
      </div>
    );
  return (
    <>
      <Inspector
        name="paths"
        label="Attack paths"
        title={open === null ? 'Attack paths' : `Attack path ${open.index + 1} of ${routes.length}`}
        initialWidth={336}
        onClose={props.onClose}
        actions={open === null ? null : <StepButtons known={known} onChange={onChange} />}
      >
        {body}
      </Inspector>
      {answer === null ? null : (
        <EndsDialog
          session={session}
          answer={answer}
          open={choosing}
          onClose={() => setChoosing(false)}
          onChoose={(ends) => onChange({ ...ends, path: undefined, way: undefined })}
        />
      )}
    </>
  );
}

function StepButtons({ known, onChange }: { known: KnownPaths; onChange: (next: PathsSearch) => void }): JSX.Element {
  const step = (by: 1 | -1): void => onChange({ path: stepRoute(known.routes, known.open, by), way: undefined });
  return (
    <>
      <IconButton label="Earlier path" onClick={() => step(-1)}>
        <ChevronLeft size={15} aria-hidden="true" />
      </IconButton>
      <IconButton label="Later path" onClick={() => step(1)}>
        <ChevronRight size={15} aria-hidden="true" />
      </IconButton>
    </>
  );
}

/** Ends that are told by name before the rest is counted. */
const named = 4;

function Ends(props: { session: string; answer: AttackPaths; proposed: boolean }): JSX.Element {
  const { answer, proposed, session } = props;
  const rows = useEngineQuery('subject.list', { session }).data?.rows;
  const declared = rows?.some(({ sensitivity }) => sensitivity === 'confidential' || sensitivity === 'restricted');
  return (
    <>
      <dl className="paths-ends">
        <EndNames word="From" ends={answer.starts} />
        <EndNames word="To" ends={answer.targets} />
      </dl>
      {!proposed || declared !== false ? null : <HowToDeclare />}
    </>
  );
}

function EndNames({ word, ends }: { word: string; ends: AttackPaths['starts'] }): JSX.Element {
  return (
    <div>
      <dt>{word}</dt>
      <dd>
        {ends.length === 0 ? 'nothing' : null}
        <ul>
          {ends.slice(0, named).map(({ id, name, why }) => (
            <li key={id}>
              <HostileText text={name} />{' '}
              <span className="third">
                <HostileText text={why} />
              </span>
            </li>
          ))}
          {ends.length > named ? <li className="third">and {formatCount(ends.length - named)} more</li> : null}
        </ul>
      </dd>
    </div>
  );
}

function HowToDeclare(): JSX.Element {
  return (
    <p className="note paths-note">
      No VM is declared confidential or restricted. Open a VM in the <Link to="/fleet">Fleet</Link> and say what it
      holds with <strong>Declare…</strong>; paths then lead there.
    </p>
  );
}

function Reached(props: {
  answer: AttackPaths;
  routes: readonly Route[];
  onChange: (next: Partial<PathsSearch>) => void;
}): JSX.Element {
  const { answer, routes, onChange } = props;
  const names = new Map(answer.targets.map(({ id, name }) => [id, name]));
  if (answer.targets.length === 0)
    return (
      <EmptyState title="Nothing to aim at">
        No VM is declared confidential or restricted, and none has a role that keeps data. Choose targets yourself, or
        declare them.
      </EmptyState>
    );
  return (
    <>
      {routes.length === 0 ? (
        <EmptyState title="No target is reached">
          No way was seen from where attacks begin to{' '}
          {answer.targets.length === 1 ? 'the target' : 'any of the targets'}.
        </EmptyState>
      ) : (
        <RouteList routes={routes} answer={answer} onOpen={(path, way) => onChange({ path, way })} />
      )}
      {routes.length === 0 || answer.safe.length === 0 ? null : (
        <section aria-label="Not reached">
          <h3 className="text-caption third">Not reached, {formatCount(answer.safe.length)}</h3>
          <p className="second">
            {answer.safe.slice(0, 12).map((id, index) => (
              <span key={id}>
                {index === 0 ? '' : ', '}
                <HostileText text={names.get(id) ?? id} />
              </span>
            ))}
            {answer.safe.length > 12 ? ` and ${formatCount(answer.safe.length - 12)} more` : ''}
          </p>
        </section>
      )}
    </>
  );
}
