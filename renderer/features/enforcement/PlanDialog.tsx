import { useNavigate } from '@tanstack/react-router';
import { type JSX, type ReactNode, useState } from 'react';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { formatSpan } from '../../ui/format-span.ts';
import { Loading } from '../../ui/Loading.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { listRefusals, tellHosts, tellVms } from './enforcement-words.ts';
import { PlanView } from './PlanView.tsx';
import { ReasonField } from './ReasonField.tsx';
import { type PlanAsk, usePlan } from './use-plan.ts';
import './enforcement.css';
import './plan.css';

interface PlanDialogProps {
  /** Null: closed. */
  ask: PlanAsk | null;
  title: string;
  /** Choices that the plan depends on, above it. */
  choices?: ReactNode;
  onClose: () => void;
}

/** What a change would do to hosts, why it is made, and the one confirmation: Ctrl Enter. Then its answer is waited for on a screen of its own. */
export function PlanDialog(props: PlanDialogProps): JSX.Element {
  return (
    <Dialog open={props.ask !== null} onClose={props.onClose} title={props.title}>
      {props.ask === null ? null : <PlanForm {...props} ask={props.ask} />}
    </Dialog>
  );
}

function PlanForm({ ask, choices, onClose }: PlanDialogProps & { ask: PlanAsk }): JSX.Element {
  const { plan, error, again } = usePlan(ask);
  const [reason, setReason] = useState('');
  const [stale, setStale] = useState('');
  const apply = useCommand('change.apply', ['policy.list', 'policy.get', 'change.list', 'audit.list']);
  const navigate = useNavigate();
  const toast = useToast();
  const blocked =
    plan === null
      ? 'the plan is not made yet'
      : listRefusals(plan).length > 0
        ? 'the plan is refused, for the reasons above'
        : reason.trim() === ''
          ? 'it takes a reason'
          : '';
  const go = (): void => {
    if (plan === null || blocked !== '' || apply.isPending) return;
    apply.mutate(
      { plan: plan.id, reason: reason.trim() },
      {
        onSuccess: (change) => {
          onClose();
          void navigate({ to: '/change/$id', params: { id: change.id } });
        },
        onError: (failure) => {
          // Something else came between: what is true now is shown, and nothing was applied.
          if (failure instanceof Refusal && failure.code === 'conflict') {
            setStale(failure.message);
            again();
          } else toast(tellFailure(failure), true);
        },
      },
    );
  };
  return (
    <form
      className="plan-form"
      onSubmit={(event) => {
        event.preventDefault();
        go();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        go();
      }}
    >
      {choices}
      {stale === '' ? null : (
        <p className="plan-stale" role="status">
          {stale} Nothing was applied; this is the plan as it is now.
        </p>
      )}
      {plan === null ? (
        error === null ? (
          <Loading what="the plan" rows={4} />
        ) : (
          <ErrorState
            title="The plan could not be made"
            detail={tellFailure(error)}
            works="nothing was changed on any host"
            action={<Button onClick={again}>Ask again</Button>}
          />
        )
      ) : (
        <>
          <PlanView plan={plan} />
          <ReasonField
            reason={reason}
            onChange={setReason}
            placeholder="What this answers: an incident, a finding, a request"
            required
          />
          <p className="third text-table">
            {plan.revertAfter > 0
              ? `Hosts go back by themselves after ${formatSpan(plan.revertAfter * 1000)} unless you keep it.`
              : 'It waits for no answer.'}
          </p>
        </>
      )}
      <div className="state-actions plan-answers">
        <Button kind="primary" type="submit" shortcut="Ctrl Enter" busy={apply.isPending} disabledReason={blocked}>
          {plan === null ? 'Apply' : `Apply to ${tellVms(plan.vms)} on ${tellHosts(plan.hosts.length)}`}
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
