import type { JSX } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import './fleet.css';

const steps = ['public', 'internal', 'confidential', 'restricted'];

/** Four rising bars in text colour and the word; never in a risk colour. */
export function SensitivityMeter({ value }: { value: SubjectRow['sensitivity'] }): JSX.Element {
  const level = steps.indexOf(value) + 1;
  return (
    <span className={`sensitivity sensitivity-${value}`}>
      <svg width="12" height="9" aria-hidden="true">
        {steps.map((step, index) => (
          <rect
            key={step}
            className={index < level ? 'sensitivity-on' : 'sensitivity-off'}
            x={index * 3}
            y={6 - index * 2}
            width={2}
            height={3 + index * 2}
          />
        ))}
      </svg>
      {value}
    </span>
  );
}
