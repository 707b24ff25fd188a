import { useNavigate, useSearch } from '@tanstack/react-router';
import { Filter } from 'lucide-react';
import { type JSX, memo, type ReactNode, useState } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { readWords } from '../../routes/search.ts';
import { Facet, FacetGroup } from '../../ui/Facet.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { KeyCap } from '../../ui/KeyCap.tsx';
import { PersonaSwatch } from '../../ui/PersonaBar.tsx';
import { bandWord, type RiskBand, riskBands } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import type { SilentHosts } from './use-silent-hosts.ts';
import { countFacet, type FacetKey, toggleWord } from './fleet-filter.ts';

const few = 6;
const sensitivities = ['restricted', 'confidential', 'internal', 'public', 'undeclared'];

/** Values of a facet, the most frequent first. */
function bySize(counts: Map<string, number>): string[] {
  return [...counts.keys()].toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0) || a.localeCompare(b));
}

/** The rail of facets; counts stand for the rows the other filters leave. Drawn anew only with other rows or filters. */
export const FleetFilters = memo(function FleetFilters(props: {
  rows: readonly SubjectRow[];
  live: boolean;
  /** Hosts that answer no more, by name. */
  silent: SilentHosts['byName'];
}): JSX.Element {
  const { rows, live, silent } = props;
  const search = useSearch({ from: '/fleet' });
  const families = new Map(rows.flatMap((row) => row.personas.map((share) => [share.label, share] as const)));
  const count = (key: FacetKey): Map<string, number> => countFacet(rows, search, key);
  const persona = count('persona');
  const role = count('role');
  const cluster = count('cluster');
  const network = count('network');
  const state = live ? count('state') : new Map<string, number>();
  const host = live ? count('host') : new Map<string, number>();
  return (
    <aside className="filters" aria-label="Filters">
      <header className="filters-head">
        <Filter size={14} aria-hidden="true" />
        <h2 className="text-head grow">Filters</h2>
        <KeyCap>F</KeyCap>
      </header>
      <FacetList
        title="Risk"
        facet="risk"
        counts={count('risk')}
        values={riskBands}
        renderWord={(value) => bandWord(value as RiskBand)}
        renderMark={(value) => <RiskMark band={value as RiskBand} silent />}
      />
      <FacetList
        title="Persona, most likely"
        facet="persona"
        counts={persona}
        values={bySize(persona)}
        renderMark={(value) => <PersonaSwatch share={families.get(value) ?? { family: 'idle', hostile: false }} />}
      />
      <FacetList title="Sensitivity" facet="sensitivity" counts={count('sensitivity')} values={sensitivities} />
      <FacetList title="Role" facet="role" counts={role} values={bySize(role)} />
      {rows.some((row) => row.cluster !== undefined) ? (
        <FacetList title="Carries itself like" facet="cluster" counts={cluster} values={bySize(cluster)} />
      ) : null}
      {live ? (
        <>
          <FacetList title="State" facet="state" counts={state} values={bySize(state)} />
          <FacetList
            title="Host"
            facet="host"
            counts={host}
            values={bySize(host)}
            renderWord={(name) => (
              <>
                <HostileText text={name} />
                {silent.has(name) ? `, ${silent.get(name)?.word ?? ''}` : ''}
              </>
            )}
          />
        </>
      ) : null}
      <FacetList title="Network" facet="network" counts={network} values={bySize(network)} />
    </aside>
  );
});

function FacetList(props: {
  title: string;
  facet: FacetKey;
  counts: Map<string, number>;
  values: readonly string[];
  renderWord?: (value: string) => ReactNode;
  renderMark?: (value: string) => ReactNode;
}): JSX.Element {
  const { facet, counts, values } = props;
  const navigate = useNavigate({ from: '/fleet' });
  const joined = useSearch({ from: '/fleet', select: (search) => search[facet] });
  const [all, setAll] = useState(false);
  const chosen = readWords(joined);
  const shown = all ? values : values.filter((value, index) => index < few || chosen.includes(value));
  return (
    <FacetGroup title={props.title}>
      {shown.map((value) => (
        <Facet
          key={value}
          checked={chosen.includes(value)}
          count={counts.get(value) ?? 0}
          mark={props.renderMark?.(value)}
          onChange={(on) => {
            void navigate({
              search: (search) => ({ ...search, [facet]: toggleWord(search[facet], value, on) }),
              replace: true,
            });
          }}
        >
          {props.renderWord?.(value) ?? <HostileText text={value} />}
        </Facet>
      ))}
      {values.length > few ? (
        <button type="button" className="facet-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'fewer' : `${values.length - shown.length} more`}
        </button>
      ) : null}
    </FacetGroup>
  );
}
