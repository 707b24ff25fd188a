import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { Button } from '../../ui/Button.tsx';

/** On the bundled sample: says what it is and offers the three doors. */
export function SampleLine(): JSX.Element {
  const navigate = useNavigate();
  return (
    <div className="sample-line" role="note">
      <span className="grow cut">
        <b>This is the bundled sample.</b> <span className="second">Everything works on it, except enforcing.</span>
      </span>
      <Button onClick={() => void navigate({ to: '/start' })}>Connect a host…</Button>
      <Button onClick={() => void navigate({ to: '/start' })}>Open a capture…</Button>
      <Button disabledReason="no policy engine in this version">Write a policy</Button>
    </div>
  );
}
