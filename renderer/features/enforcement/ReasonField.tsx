import type { JSX } from 'react';

/** Asks why, at the act; the audit keeps it. */
export function ReasonField(props: {
  reason: string;
  onChange: (reason: string) => void;
  placeholder?: string;
  required?: boolean;
}): JSX.Element {
  return (
    <label className="plan-reason">
      <span>Why, for the audit</span>
      <textarea
        className="text-input"
        rows={2}
        maxLength={1000}
        required={props.required ?? false}
        value={props.reason}
        placeholder={props.placeholder}
        onChange={(event) => props.onChange(event.target.value)}
      />
    </label>
  );
}
