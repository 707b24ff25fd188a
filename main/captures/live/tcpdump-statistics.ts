/** Counts that tcpdump prints when it ends, on one line each, and when it is asked, all on one. */
export interface TcpdumpStatistics {
  /** Lost because we were too slow, and by the interface itself; null where the line does not say. */
  kernel: number | null;
  interface: number | null;
}

/**
 * Reads a line of tcpdump's standard error.
 * @returns null when the line tells no counts: then it is a message
 */
export function readTcpdumpStatistics(line: string): TcpdumpStatistics | null {
  if (line.length > 500) return null;
  // With -v a running capture counts packets on one line.
  if (/^Got \d+\s*$/.test(line)) return { kernel: null, interface: null };
  const statistics: TcpdumpStatistics = { kernel: null, interface: null };
  let isStatistics = false;
  for (const [, count, what] of line.matchAll(/(\d{1,15}) packets? ((?:captured|received|dropped)\b[^,]*)/g)) {
    isStatistics = true;
    if (what?.startsWith('dropped by interface') === true) statistics.interface = Number(count);
    else if (what?.startsWith('dropped') === true) statistics.kernel = Number(count);
  }
  return isStatistics ? statistics : null;
}
