import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { type JSX, useCallback, useMemo, useState } from 'react';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { type AuditFilter, matchesAudit } from '../features/audit/audit-filter.ts';
import { listAuditRows } from '../features/audit/audit-rows.ts';
import type { AuditSearch } from '../features/audit/audit-search.ts';
import { AuditFilters } from '../features/audit/AuditFilters.tsx';
import { AuditTable } from '../features/audit/AuditTable.tsx';
import { ChainStrip } from '../features/audit/ChainStrip.tsx';
import { EntryPane } from '../features/audit/EntryPane.tsx';
import { useAudit } from '../features/audit/use-audit.ts';
import { saveDownload } from '../features/captures/save-download.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { formatCount } from '../ui/format-count.ts';
import { Loading } from '../ui/Loading.tsx';
import { SearchField } from '../ui/SearchField.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import { joinWords, readWords } from './search.ts';
import '../features/audit/audit.css';
import '../features/policy/policy.css';

/** Who changed what, why, and has anybody touched the record? */
export function Audit(): JSX.Element {
  const search = useSearch({ from: '/audit' });
  const navigate = useNavigate({ from: '/audit' });
  const audit = useAudit();
  const changes = useEngineQuery('change.list', {});
  const [unfolded, setUnfolded] = useState<ReadonlySet<number>>(new Set());
  const change = (part: Partial<AuditSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const pages = audit.data?.pages;
  const entries = useMemo(() => pages?.flatMap((page) => page.entries) ?? [], [pages]);
  const filter = useMemo<AuditFilter>(
    () => ({
      find: search.find ?? '',
      who: readWords(search.who),
      what: readWords(search.what),
      result: readWords(search.result),
    }),
    [search],
  );
  const shown = useMemo(() => entries.filter((entry) => matchesAudit(entry, filter)), [entries, filter]);
  const rows = useMemo(() => listAuditRows(shown, unfolded), [shown, unfolded]);
  const unfold = useCallback((number: number) => setUnfolded((before) => new Set(before).add(number)), []);
  const rail = search.rail !== 'off';
  useShortcut('f', () => change({ rail: rail ? 'off' : undefined }));
  const open = search.entry === undefined ? undefined : entries.find(({ number }) => number === search.entry);
  useShortcut(open === undefined || search.conditions === true ? '' : 'Escape', () => change({ entry: undefined }));
  const newest = pages?.[0];
  if (newest === undefined)
    return audit.error === null ? (
      <Loading what="the audit" rows={12} rowHeight={28} />
    ) : (
      <ErrorState
        title="The audit did not come"
        detail={tellFailure(audit.error)}
        works="acts are recorded all the same: one that cannot be recorded is not done"
        action={<Button onClick={() => void audit.refetch()}>Ask again</Button>}
      />
    );
  const narrowed = shown.length !== entries.length;
  return (
    <div className="audit-page">
      {rail ? (
        <AuditFilters
          entries={entries}
          filter={filter}
          onChange={(part) =>
            change(
              Object.fromEntries(
                Object.entries(part).map(([key, words]) => [key, Array.isArray(words) ? joinWords(words) : undefined]),
              ),
            )
          }
        />
      ) : null}
      <div className="audit-main">
        <ChainStrip answer={newest} checking={audit.isFetching} onVerify={() => void audit.refetch()} />
        <header className="policy-head">
          <h1 className="text-title">Audit</h1>
          <span className="third text-table" role="status">
            {narrowed
              ? `${formatCount(shown.length)} of ${formatCount(entries.length)} read, ${formatCount(newest.total)} in all`
              : `${formatCount(newest.total)} ${newest.total === 1 ? 'entry' : 'entries'}`}
          </span>
          <span className="grow" />
          <SearchField
            label="Narrow this list"
            value={filter.find}
            shortcut="/"
            onChange={(find) => change({ find: find === '' ? undefined : find })}
          />
          <Button
            icon={<Download size={14} aria-hidden="true" />}
            disabledReason={shown.length === 0 ? 'no entry is listed' : ''}
            onClick={() =>
              saveDownload(
                'mien-audit.jsonl',
                'application/x-ndjson',
                shown.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
              )
            }
          >
            Export {formatCount(shown.length)} as JSON lines
          </Button>
        </header>
        <AuditTable
          rows={rows}
          selected={search.entry ?? null}
          onSelect={(entry) => change({ entry })}
          onUnfold={unfold}
          brokenAt={newest.brokenAt}
          empty={
            entries.length === 0 ? (
              <EmptyState title="Nothing has been changed yet">
                What is changed, by whom and why stands here, also what was refused.
              </EmptyState>
            ) : (
              <EmptyState
                title="No entry that was read is like this"
                action={
                  <Button
                    onClick={() => change({ find: undefined, who: undefined, what: undefined, result: undefined })}
                  >
                    Drop all filters
                  </Button>
                }
              />
            )
          }
        />
        {audit.hasNextPage ? (
          <div className="audit-more">
            <Button kind="ghost" busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
              Read older entries
            </Button>
            <span className="third text-table">
              {formatCount(entries.length)} of {formatCount(newest.total)} are read
            </span>
          </div>
        ) : null}
      </div>
      {open === undefined ? null : (
        <EntryPane
          entry={open}
          change={changes.data?.changes.find(({ audit: number }) => number === open.number) ?? null}
          older={entries.find(({ number }) => number === open.number - 1) ?? null}
          newer={entries.find(({ number }) => number === open.number + 1) ?? null}
          proved={newest.brokenAt === null || open.number < newest.brokenAt}
          onOpen={(entry) => change({ entry })}
          onClose={() => change({ entry: undefined })}
        />
      )}
    </div>
  );
}
