import { Check, TriangleAlert } from 'lucide-react';
import type { JSX, ReactNode } from 'react';
import type { policyPreviewContract } from '../../../shared/contract/policy-preview.ts';
import type { OutputOf } from '../../../shared/rpc/procedure.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { CompiledLines } from './CompiledLines.tsx';
import './compiled.css';

/** What a draft is compiled to for one VM. */
export type Compiled = OutputOf<(typeof policyPreviewContract)['policy.compiled']>;
/** In which language rules are shown. */
export type RuleLanguage = 'nftables' | 'nwfilter' | 'libvirt';

/** The rules of one VM as a host would get them, line by line, each with the way to the policy line it came from. */
export function CompiledRules(props: {
  compiled: Compiled | undefined;
  /** Stands in place of the lines while there are none: waiting, an error, nothing to compile. */
  instead: ReactNode;
  language: RuleLanguage;
  onLanguage: (language: RuleLanguage) => void;
  onVm: (id: string) => void;
  onlyChanges: boolean;
  onOnlyChanges: (only: boolean) => void;
  /** The draft's name, whose lines can be gone to, and the line the cursor is on. */
  policy: string;
  line: number;
  onLine: (line: number) => void;
}): JSX.Element {
  const { compiled, language } = props;
  const lines = compiled?.[language] ?? [];
  return (
    <section className="compiled" aria-labelledby="compiled-rules">
      <header className="compiled-head">
        <h2 id="compiled-rules" className="text-head">
          Compiled rules
        </h2>
        <Segmented
          label="Rules for"
          value={language}
          onChange={props.onLanguage}
          segments={(['nftables', 'nwfilter', 'libvirt'] as const).map((value) => ({ value, label: value }))}
        />
        {compiled === undefined || compiled.total === 0 ? null : <VmChoice compiled={compiled} onVm={props.onVm} />}
        <span className="grow" />
        <label className="check-line">
          <input
            type="checkbox"
            checked={props.onlyChanges}
            onChange={(event) => props.onOnlyChanges(event.target.checked)}
          />
          Only what changes
        </label>
        {compiled === undefined ? null : <Summary compiled={compiled} />}
      </header>
      <div className="compiled-body">
        {compiled === undefined || lines.length === 0 ? (
          <div className="compiled-instead second">{props.instead}</div>
        ) : (
          <CompiledLines
            label={`Compiled rules, ${language}`}
            lines={lines}
            onlyChanges={props.onlyChanges}
            policy={props.policy}
            line={props.line}
            onLine={props.onLine}
          />
        )}
      </div>
    </section>
  );
}

function VmChoice({ compiled, onVm }: { compiled: Compiled; onVm: (id: string) => void }): JSX.Element {
  const { vms, total, vm } = compiled;
  return (
    <span className="compiled-vm text-table second">
      {vms.length > 1 ? (
        <select aria-label="VM" className="text-input" value={vm} onChange={(event) => onVm(event.target.value)}>
          {vms.map(({ id, name }) => (
            <option key={id} value={id}>
              {name === '' ? id : name}
            </option>
          ))}
        </select>
      ) : (
        <span className="strong cut">
          <HostileText text={compiled.vmName === '' ? vm : compiled.vmName} cut="host" />
        </span>
      )}
      <span className="third cut">
        {compiled.host === '' ? '' : 'on '}
        <HostileText text={compiled.host} />
        {compiled.host === '' ? '' : ', '}1 of {formatCount(total)} {total === 1 ? 'VM' : 'VMs'}
        {vms.length < total ? `, the first ${formatCount(vms.length)} to choose from` : ''}
      </span>
    </span>
  );
}

function Summary({ compiled }: { compiled: Compiled }): JSX.Element {
  const { keeps, cuts, added, removed } = compiled;
  return (
    <>
      <span className="text-table">
        <span className="line-added mono">+{formatCount(added)}</span>{' '}
        <span className="line-removed mono">−{formatCount(removed)}</span> <span className="second">lines</span>
      </span>
      {cuts.length > 0 ? (
        <span className="text-table compiled-cuts cut" title={cuts.join('; ')}>
          <TriangleAlert size={13} aria-hidden="true" />
          <span className="cut">
            would cut <HostileText text={cuts.join('; ')} />
          </span>
        </span>
      ) : keeps.length > 0 ? (
        <span className="text-table second compiled-keeps cut" title={keeps.join(', ')}>
          <Check size={13} aria-hidden="true" />
          <span className="cut">
            keeps <HostileText text={keeps.join(', ')} />
          </span>
        </span>
      ) : null}
    </>
  );
}
