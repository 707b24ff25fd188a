import { Check, CircleX, Minus, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { HostCheck } from '../../../shared/contract/host.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { CommandText } from './CommandText.tsx';
import type { HostTest } from './use-host-test.ts';
import './hosts.css';

const marks = { ok: Check, warning: TriangleAlert, failed: CircleX, skipped: Minus } as const;
const words = { ok: 'passes', warning: 'limited', failed: 'does not pass', skipped: 'not tried' } as const;

/** The lines of a test, each with its time and result; what does not pass says what is lost and what to do. */
export function HostChecks({ test }: { test: HostTest }): JSX.Element | null {
  if (test.state === 'idle' || (test.state === 'done' && test.checks.length === 0)) return null;
  return (
    <div className="host-checks" aria-busy={test.state === 'running'}>
      <p className="visually-hidden" role="status">
        {test.state === 'done' ? tellResult(test.checks) : ''}
      </p>
      {test.failure === '' ? null : (
        <p className="host-test-failed" role="alert">
          <CircleX size={13} aria-hidden="true" />
          <HostileText text={test.failure} />
        </p>
      )}
      <ol aria-label="Checks of this host" hidden={test.state === 'failed' && test.checks.length === 0}>
        {test.checks.map((check) => (
          <CheckLine key={check.name} check={check} />
        ))}
        {test.state === 'waiting' || (test.state === 'running' && test.checks.length === 0) ? (
          <li className="host-check third">
            <span className="host-check-mark" aria-hidden="true" />
            <span>
              {test.state === 'waiting' ? 'Tests when you stop typing' : 'Testing; nothing is written to the host'}
            </span>
          </li>
        ) : null}
      </ol>
    </div>
  );
}

function CheckLine({ check }: { check: HostCheck }): JSX.Element {
  const Mark = marks[check.state];
  return (
    <li className={`host-check host-check-${check.state}`}>
      <span className="host-check-mark">
        <Mark size={13} aria-label={words[check.state]} />
      </span>
      <span className="host-check-words">
        <span className="strong">
          <HostileText text={check.name} />
        </span>{' '}
        <span className="second">
          <HostileText text={check.result} />
        </span>
        {check.action === '' ? null : (
          <span className="host-check-action">
            <CommandText text={check.action} />
          </span>
        )}
      </span>
      <span className="mono third host-check-took">
        {check.state === 'skipped' ? '' : formatSpan(check.took * 1000)}
      </span>
    </li>
  );
}

function tellResult(checks: readonly HostCheck[]): string {
  const failed = checks.filter(({ state }) => state === 'failed');
  return failed.length === 0
    ? `All ${String(checks.length)} checks are through.`
    : `Does not pass: ${failed.map(({ name }) => name).join(', ')}. Watching read only is possible all the same.`;
}
