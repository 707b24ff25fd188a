import { Link } from '@tanstack/react-router';
import { ChevronRight, Layers, Shield } from 'lucide-react';
import type { JSX } from 'react';
import type { PolicyDetail } from '../../../shared/contract/policy.ts';
import { Button } from '../../ui/Button.tsx';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock, formatShortDay } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Tag } from '../../ui/Tag.tsx';
import { ModeSteps } from './ModeSteps.tsx';

/** Which policy, which version, whether it is saved, how far it is, and what can be done with it. */
export function PolicyHead(props: {
  name: string;
  policy: PolicyDetail | null;
  /** When the draft was last typed at, microseconds; null where it is as saved. */
  changedAt: number | null;
  now: number;
  saving: boolean;
  onSave: () => void;
  /** Why it cannot be saved, '' where it can. */
  saveReason: string;
  /** Null where only files are open: then nothing is enforced, and a sentence says so. */
  enforce: {
    /** Why it cannot be staged or enforced now, '' where it can. */
    reason: string;
    staging: boolean;
    onStage: (staged: boolean) => void;
    onEnforce: () => void;
    onWithdraw: () => void;
  } | null;
  onRemove: () => void;
}): JSX.Element {
  const { policy, changedAt, now, enforce } = props;
  const staged = policy?.stagedVersion != null;
  const isNew = policy !== null && policy.stagedVersion === policy.version;
  return (
    <header className="policy-head">
      <Link to="/policy" className="quiet second text-table">
        Policies
      </Link>
      <ChevronRight size={13} className="third" aria-hidden="true" />
      <h1 className="text-title cut policy-title" title={props.name}>
        <HostileText text={props.name} cut />
      </h1>
      {policy === null ? <Tag>new</Tag> : <Tag>v{policy.version}</Tag>}
      <span className="third text-table cut" role="status">
        {changedAt !== null
          ? changedAt === 0
            ? 'not saved'
            : `edited ${formatSpan(Math.max(0, now - changedAt))} ago, not saved`
          : policy === null
            ? ''
            : `saved by ${policy.changedBy}, ${formatShortDay(policy.changedAt)} ${formatClock(policy.changedAt)}`}
      </span>
      <span className="grow" />
      {enforce === null ? (
        <span className="third text-table policy-offline">Opened from a file: judged here, enforced nowhere.</span>
      ) : (
        <ModeSteps stage={policy?.stage ?? 'draft'} />
      )}
      <span className="policy-acts">
        {policy === null || policy.stage !== 'draft' ? null : (
          <Button kind="ghost" onClick={props.onRemove}>
            Remove…
          </Button>
        )}
        <Button shortcut="Ctrl S" busy={props.saving} disabledReason={props.saveReason} onClick={props.onSave}>
          Save draft
        </Button>
        {enforce === null ? null : (
          <>
            {staged && isNew ? (
              <Button busy={enforce.staging} onClick={() => enforce.onStage(false)}>
                End staging
              </Button>
            ) : (
              <Button
                icon={<Layers size={14} aria-hidden="true" />}
                busy={enforce.staging}
                disabledReason={enforce.reason}
                onClick={() => enforce.onStage(true)}
              >
                Stage on live traffic
              </Button>
            )}
            {policy !== null && policy.enforcedVersion === policy.version && changedAt === null ? (
              <Button onClick={enforce.onWithdraw}>Take out of force…</Button>
            ) : (
              <Button
                kind="primary"
                icon={<Shield size={14} aria-hidden="true" />}
                disabledReason={enforce.reason}
                onClick={enforce.onEnforce}
              >
                {enforce.reason === '' ? `Enforce v${String(policy?.version ?? 1)}…` : 'Enforce…'}
              </Button>
            )}
          </>
        )}
      </span>
    </header>
  );
}
