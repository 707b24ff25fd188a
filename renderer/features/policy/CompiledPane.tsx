import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { tellFailure, useEngineQuery } from '../../data/queries.ts';
import { Loading } from '../../ui/Loading.tsx';
import { CompiledRules } from './CompiledRules.tsx';
import type { PolicySearch } from './policy-search.ts';
import { useSettled } from './use-preview.ts';

/** What the draft is compiled to for one VM, asked anew once typing rests. */
export function CompiledPane(props: {
  session: Session | null;
  text: string;
  /** Name the draft gives itself. */
  policy: string;
  line: number;
  search: PolicySearch;
  onSearch: (part: Partial<PolicySearch>) => void;
  onLine: (line: number) => void;
}): JSX.Element {
  const { session, search, onSearch } = props;
  const settled = useSettled(props.text);
  const compiled = useEngineQuery(
    'policy.compiled',
    { session: session?.id ?? '', text: settled, ...(search.vm === undefined ? {} : { vm: search.vm }) },
    { enabled: session !== null && settled !== '', keep: true },
  );
  const blank = props.text.trim() === '';
  const language = search.rules ?? 'nftables';
  return (
    <CompiledRules
      compiled={session === null || blank ? undefined : compiled.data}
      instead={
        session === null ? (
          'No session is open whose VMs it could be compiled for.'
        ) : blank ? (
          'Nothing is written yet.'
        ) : compiled.error !== null ? (
          <span role="alert">It could not be compiled: {tellFailure(compiled.error)}</span>
        ) : compiled.data === undefined ? (
          <Loading what="the compiled rules" rows={4} rowHeight={20} />
        ) : compiled.data.total === 0 ? (
          'No VM of this session is one that it applies to: nothing is compiled.'
        ) : (
          {
            nftables: 'No line of nftables.',
            nwfilter: 'No line of nwfilter.',
            libvirt: 'It asks nothing of libvirt.',
          }[language]
        )
      }
      language={language}
      onLanguage={(next) => onSearch({ rules: next === 'nftables' ? undefined : next })}
      onVm={(vm) => onSearch({ vm })}
      onlyChanges={search.all !== true}
      onOnlyChanges={(only) => onSearch({ all: only ? undefined : true })}
      policy={props.policy}
      line={props.line}
      onLine={props.onLine}
    />
  );
}
