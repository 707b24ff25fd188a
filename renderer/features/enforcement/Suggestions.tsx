import { Link } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import type { Enforcement } from '../../../shared/contract/enforcement.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { formatClock } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import '../policy/preview.css';

type Suggestion = Enforcement['suggestions'][number];

/** What automation would do and waits to be told: each is accepted or declined with a reason. */
export function Suggestions({ suggestions }: { suggestions: readonly Suggestion[] }): JSX.Element | null {
  if (suggestions.length === 0) return null;
  return (
    <section className="in-force-part" aria-label="Suggestions">
      <header className="preview-pane-head">
        <h3 className="text-head">Automation would</h3>
        <span className="mono third">{suggestions.length}</span>
      </header>
      <ul>
        {suggestions.map((suggestion) => (
          <li key={suggestion.id}>
            <SuggestionEntry suggestion={suggestion} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function SuggestionEntry({ suggestion }: { suggestion: Suggestion }): JSX.Element {
  const { id, text, policy, because, at, vm } = suggestion;
  const [reason, setReason] = useState('');
  const toast = useToast();
  const answer = useCommand('automation.answer', ['enforcement.get', 'audit.list', 'change.list']);
  const say = (accept: boolean): void => {
    answer.mutate(
      { id, accept, reason: reason.trim() },
      {
        onSuccess: () => toast(accept ? 'Accepted: it is applied and waits to be kept' : 'Declined'),
        onError: (error) => toast(tellFailure(error), true),
      },
    );
  };
  return (
    <div className="suggestion">
      <p className="strong">
        <HostileText text={text} />
      </p>
      <p className="third">
        <HostileText text={because} />, {formatClock(at)}
        {policy === '' ? null : (
          <>
            {', by '}
            <Link to="/policy/$name" params={{ name: policy }}>
              {policy}
            </Link>
          </>
        )}
        {vm === '' ? null : (
          <>
            {', '}
            <Link to="/vm/$id" params={{ id: vm }}>
              its page
            </Link>
          </>
        )}
      </p>
      <span className="suggestion-answers">
        <input
          className="text-input grow"
          aria-label={`Why, for: ${text}`}
          placeholder="Why, for the audit"
          maxLength={1000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button
          busy={answer.isPending}
          disabledReason={reason.trim() === '' ? 'it takes a reason' : ''}
          onClick={() => say(true)}
        >
          Accept
        </Button>
        <Button kind="ghost" busy={answer.isPending} onClick={() => say(false)}>
          Decline
        </Button>
      </span>
    </div>
  );
}
