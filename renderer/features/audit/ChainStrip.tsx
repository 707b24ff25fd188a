import { Check, CircleX } from 'lucide-react';
import type { JSX } from 'react';
import type { enforcementContract } from '../../../shared/contract/enforcement.ts';
import type { OutputOf } from '../../../shared/rpc/procedure.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock } from '../../ui/format-time.ts';

/** What the audit answers. */
export type AuditAnswer = OutputOf<(typeof enforcementContract)['audit.list']>;

/** Has anybody touched the record? Answered before the rows: whole, or broken from an entry on and what is still provable before it. */
export function ChainStrip(props: { answer: AuditAnswer; checking: boolean; onVerify: () => void }): JSX.Element {
  const { answer } = props;
  const { whole, brokenAt, total, checkedAt, seconds, capUsed } = answer;
  const head = answer.entries[0]?.hash ?? '';
  return (
    <div className={whole ? 'chain' : 'chain chain-broken'}>
      <section className="chain-cell grow" aria-label="Chain">
        <span className="text-caption third">Chain</span>
        <p className="chain-state" role="status">
          {whole ? <Check size={16} aria-hidden="true" /> : <CircleX size={16} aria-hidden="true" />}
          <span className="strong">
            {whole
              ? total === 0
                ? 'Nothing is recorded yet'
                : `Whole, ${formatCount(total)} of ${formatCount(total)} entries`
              : `Broken at entry ${formatCount(brokenAt ?? 0)}`}
          </span>
        </p>
        <span className="text-table second">
          {whole
            ? `checked ${formatClock(checkedAt)}, in ${formatSpan(seconds * 1e6)}${head === '' ? '' : ', head '}`
            : brokenAt === null || brokenAt <= 1
              ? 'Nothing of it can be proved.'
              : `Entries 1 to ${formatCount(brokenAt - 1)} are as they were written; those from ${formatCount(brokenAt)} on cannot be proved. Checked ${formatClock(checkedAt)}.`}
          {whole && head !== '' ? <span className="mono">{shortHash(head)}</span> : null}
        </span>
      </section>
      <section className="chain-cell" aria-label="Cap of automation">
        <span className="text-caption third">Automation</span>
        <p className="strong">{formatShare(capUsed)} of its cap this hour</p>
        <span className="text-table second">more would wait for a person</span>
      </section>
      <Button busy={props.checking} onClick={props.onVerify}>
        Verify now
      </Button>
    </div>
  );
}

/** A hash in little room: its first and last four signs. */
export function shortHash(hash: string): string {
  return hash.length <= 12 ? hash : `${hash.slice(0, 4)}…${hash.slice(-4)}`;
}
