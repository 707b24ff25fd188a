import { Filter } from 'lucide-react';
import type { JSX } from 'react';
import type { AuditEntry } from '../../../shared/contract/enforcement.ts';
import { Facet, FacetGroup } from '../../ui/Facet.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { KeyCap } from '../../ui/KeyCap.tsx';
import { type AuditFilter, countValues, kindOf, whoOf } from './audit-filter.ts';

const few = 12;

/** The rail of facets; counts stand for all entries that are read. */
export function AuditFilters(props: {
  entries: readonly AuditEntry[];
  filter: AuditFilter;
  onChange: (part: Partial<AuditFilter>) => void;
}): JSX.Element {
  const { entries, filter, onChange } = props;
  const groups = [
    { title: 'Who', key: 'who', valueOf: whoOf },
    { title: 'What', key: 'what', valueOf: kindOf },
    { title: 'Result', key: 'result', valueOf: ({ result }: AuditEntry) => result },
  ] as const;
  return (
    <aside className="filters" aria-label="Filters">
      <header className="filters-head">
        <Filter size={14} aria-hidden="true" />
        <h2 className="text-head grow">Filters</h2>
        <KeyCap>F</KeyCap>
      </header>
      {groups.map(({ title, key, valueOf }) => (
        <FacetGroup key={key} title={title}>
          {countValues(entries, valueOf)
            .slice(0, few)
            .map(({ value, count }) => (
              <Facet
                key={value}
                checked={filter[key].includes(value)}
                count={count}
                onChange={(checked) =>
                  onChange({
                    [key]: checked ? [...filter[key], value] : filter[key].filter((other) => other !== value),
                  })
                }
              >
                <HostileText text={value} />
              </Facet>
            ))}
        </FacetGroup>
      ))}
    </aside>
  );
}
