import { thin } from './thin-space.ts';

/** A span of microseconds in its two largest fitting words: `0.4 s`, `12 s`, `21 min`, `3 h`, `41 d`, `5 y`. */
export function formatSpan(span: number): string {
  const seconds = Math.max(0, span) / 1e6;
  if (seconds < 0.001) return `${Math.round(seconds * 1e6)}${thin}µs`;
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)}${thin}ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}${thin}s`;
  if (seconds < 89.5) return `${Math.round(seconds)}${thin}s`;
  if (seconds < 89.5 * 60) return `${Math.round(seconds / 60)}${thin}min`;
  if (seconds < 47.5 * 3600) return `${Math.round(seconds / 3600)}${thin}h`;
  const days = Math.round(seconds / 86_400);
  return days < 1000 ? `${days}${thin}d` : `${Math.round(days / 365.25)}${thin}y`;
}
