import type { JSX } from 'react';
import type { PolicyRow } from '../../../shared/contract/policy.ts';

const steps = [
  { stage: 'draft', word: 'Draft' },
  { stage: 'staged', word: 'Staged' },
  { stage: 'enforcing', word: 'Enforcing' },
] as const;

/** How far a policy is: written, counted beside live traffic, in force. */
export function ModeSteps({ stage }: { stage: PolicyRow['stage'] }): JSX.Element {
  const at = steps.findIndex((step) => step.stage === stage);
  return (
    <ol className="mode-steps" aria-label="How far it is">
      {steps.map(({ stage: step, word }, index) => (
        <li
          key={step}
          aria-current={index === at ? 'step' : undefined}
          className={index < at ? 'mode-past' : index === at ? 'mode-here' : undefined}
        >
          <span className="mode-dot" aria-hidden="true" />
          {word}
        </li>
      ))}
    </ol>
  );
}
