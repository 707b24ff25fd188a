import { useEffect, useState } from 'react';

/** The wall clock, microseconds since the epoch, told anew every `step` milliseconds; for ages and countdowns. */
export function useNow(step = 1000): number {
  const [now, setNow] = useState(() => Date.now() * 1000);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now() * 1000), step);
    return () => clearInterval(timer);
  }, [step]);
  return now;
}
