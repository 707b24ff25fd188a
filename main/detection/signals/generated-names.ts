import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { entropyOfText, registeredName } from '../name-shape.ts';
import { sayCount, sayList, sayShare, saySpan } from '../say.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const MAX_NAMES = 4096;

/**
 * Generated domain names: many different registered names asked for that nobody registered. A mistyped or retired
 * name fails again and again under one name; a search suffix fails under the organisation's own.
 */
export class GeneratedNames implements Signal {
  readonly #missing = new BoundedMap<string, number>(MAX_NAMES);
  readonly #found = new BoundedMap<string, true>(MAX_NAMES);
  readonly #flows = new FlowList();

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind !== 'dns' || record.protocol !== 'dns' || !record.qname.includes('.')) return;
    const name = registeredName(record.qname);
    if (name.endsWith('.arpa') || name.endsWith('.local') || name.endsWith('.lan')) return;
    if (record.rcode === 'NOERROR') this.#found.obtain(name, () => true);
    else if (record.rcode === 'NXDOMAIN') {
      if (!this.#missing.entries.has(name)) this.#flows.addAt(ends.id, record.time, record.time);
      this.#missing.obtain(name, () => record.time);
    }
  }

  assess(context: SignalContext): AlertDraft[] {
    const limits = context.thresholds.generatedNames;
    const missing = [...this.#missing.entries.keys()].filter((name) => !this.#found.entries.has(name));
    if (missing.length < limits.minNames) return [];
    const share = missing.length / (missing.length + this.#found.size);
    const odd = missing.filter((name) => {
      const label = name.split('.', 1)[0] ?? '';
      return label.length >= 7 && entropyOfText(label) >= 2.5;
    });
    if (share < limits.minShare || odd.length < limits.minNames * 0.75) return [];
    const { first, last, ids, count } = this.#flows;
    return [
      {
        type: 'generated-names',
        key: 'nxdomain',
        title: 'Asks for generated domain names',
        why: `${sayCount(missing.length, 'registered name')} asked for that do not exist, such as ${sayList(odd, 2)}, in ${saySpan(last - first)}: ${sayShare(share)} of all names asked for.`,
        techniques: ['T1568.002', 'T1071.004'],
        score: clampScore(gradeByLog(odd.length, limits.minNames * 0.75, limits.manyNames, 0.62, 0.9)),
        peers: [],
        firstSeen: first,
        lastSeen: last,
        flows: ids,
        flowCount: count,
        filter: flowFilter({ src: context.host, service: 'dns' }),
      },
    ];
  }
}

/** See {@link GeneratedNames}. */
export const generatedNames: SignalKind = {
  name: 'generated-names',
  sides: ['client'],
  flows: false,
  records: ['dns'],
  events: false,
  create: () => new GeneratedNames(),
};
