import { sayCount } from '../say.ts';
import { clampScore } from '../grade.ts';
import { EVENT_RULES } from './event-rules.ts';
import type { HostEvent } from '../../telemetry/host-event.ts';
import type { AlertDraft, Signal, SignalContext, SignalKind } from '../signal.ts';

interface Hit {
  count: number;
  first: number;
  last: number;
  /** The earliest event that matched. */
  example: string;
}

/** What sensors inside the host saw, by generic rules; many hits of one rule are one alert with its count. */
export class SuspiciousEvent implements Signal {
  readonly #hits = new Map<string, Hit>();

  event(event: HostEvent): void {
    for (const rule of EVENT_RULES) {
      if (!rule.matches(event)) continue;
      const example = (event.process?.commandLine || event.detail || event.title).slice(0, 160);
      const hit = this.#hits.get(rule.id);
      if (hit === undefined) this.#hits.set(rule.id, { count: 1, first: event.time, last: event.time, example });
      else {
        hit.count++;
        if (event.time < hit.first) {
          hit.first = event.time;
          hit.example = example;
        }
        hit.last = Math.max(hit.last, event.time);
      }
    }
  }

  assess(context: SignalContext): AlertDraft[] {
    const { weight } = context.thresholds.hostEvents;
    return EVENT_RULES.flatMap((rule) => {
      const hit = this.#hits.get(rule.id);
      if (hit === undefined) return [];
      return [
        {
          type: `event-${rule.id}`,
          key: rule.id,
          title: rule.title,
          why: `${sayCount(hit.count, 'event')}, first: ${hit.example}`,
          techniques: [...rule.techniques],
          score: clampScore(rule.score * weight),
          peers: [],
          firstSeen: hit.first,
          lastSeen: hit.last,
          flows: [],
          flowCount: 0,
          filter: '',
        },
      ];
    });
  }
}

/** See {@link SuspiciousEvent}. */
export const suspiciousEvent: SignalKind = {
  name: 'suspicious-event',
  sides: [],
  flows: false,
  records: [],
  events: true,
  create: () => new SuspiciousEvent(),
};
