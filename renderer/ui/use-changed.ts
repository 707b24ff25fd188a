import { useEffect, useState } from 'react';

/** Milliseconds a changed value is underlined. */
const underlined = 1500;

/** True for 1.5 s after a shown value became another; not when it is shown first. */
export function useChanged(value: string): boolean {
  const [seen, setSeen] = useState({ value, changed: false });
  if (seen.value !== value) setSeen({ value, changed: true });
  useEffect(() => {
    if (!seen.changed) return undefined;
    const timer = setTimeout(() => setSeen((now) => ({ ...now, changed: false })), underlined);
    return () => clearTimeout(timer);
  }, [seen]);
  return seen.changed;
}
