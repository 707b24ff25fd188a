import { toServiceLabel } from '../graph/service-label.ts';
import type { ServiceFigures } from './effect-of.ts';

/** A connection of a VM, as far as services are measured by it. Times are microseconds. */
export interface MeasuredConnection {
  /** `offers`: the VM was called. */
  side: 'offers' | 'uses';
  transport: string;
  dport: number;
  service: string;
  state: string;
  start: number;
  finish: number;
  bytes: number;
}

/** What services were measured to do, by side, transport and port. */
export interface MeasuredService {
  side: 'offers' | 'uses';
  label: string;
  figures: ServiceFigures;
}

/** Samples that are kept of a service. */
const MOST_SAMPLES = 1000;
const FAILED = new Set(['S0', 'REJ', 'RSTOS0', 'SH']);
const ENDED = new Set(['SF', 'RSTO', 'RSTR']);

/** Sums up what services did in a window. */
export function measureServices(
  connections: Iterable<MeasuredConnection>,
  window: { from: number; to: number },
): Map<string, MeasuredService> {
  const services = new Map<string, MeasuredService>();
  const seconds = (window.to - window.from) / 1e6;
  for (const { side, transport, dport, service, state, start, finish, bytes } of connections) {
    const key = `${side} ${transport} ${dport}`;
    let known = services.get(key);
    if (known === undefined) {
      const figures = { seconds, connections: 0, failed: 0, bytes: [], took: [], bytesInAll: 0 };
      known = { side, label: toServiceLabel(transport, '', dport), figures };
      services.set(key, known);
    }
    // What failed says nothing of its content: any that was told names the service.
    if (service !== '') known.label = toServiceLabel(transport, service, dport);
    const { figures } = known;
    figures.connections++;
    figures.bytesInAll += bytes;
    const failed = FAILED.has(state);
    if (failed) figures.failed++;
    keep(figures.bytes, bytes, figures.connections);
    if (!failed && ENDED.has(state) && finish > start && finish <= window.to)
      keep(figures.took, (finish - start) / 1000, figures.connections);
  }
  return services;
}

/** Later ones take places of earlier ones in turn: samples are of the whole window. */
function keep(samples: number[], value: number, number: number): void {
  if (samples.length < MOST_SAMPLES) samples.push(value);
  else if (number % 7 === 0) samples[(number * 31) % MOST_SAMPLES] = value;
}
