import type { Alert } from '../../shared/contract/subject.ts';
import type { AlertGroup } from './group-alerts.ts';

/** Why two alerts belong to one story. */
export interface AlertLink {
  from: string;
  to: string;
  why: string;
}

/** Links between alerts, and the groups that follow from them: the closest first, none across what an analyst keeps apart. */
export class LinkBook {
  readonly #alerts: readonly Alert[];
  readonly #parents: number[];
  readonly #parts: (string | undefined)[];
  readonly #links: { from: number; to: number; gap: number; why: string }[] = [];

  /** @param alerts in order of time @param partOf part that an alert is kept in; alerts of two parts are never joined */
  constructor(alerts: readonly Alert[], partOf: (alert: Alert) => string | undefined) {
    this.#alerts = alerts;
    this.#parents = alerts.map((_, index) => index);
    this.#parts = alerts.map(partOf);
  }

  /** @param gap time between them, microseconds */
  add(from: number, to: number, gap: number, why: string): void {
    if (from !== to) this.#links.push({ from: Math.min(from, to), to: Math.max(from, to), gap, why });
  }

  /** Groups by all links so far, by their first alert. Call once. */
  groups(): AlertGroup[] {
    this.#links.sort((a, b) => a.gap - b.gap || a.from - b.from || a.to - b.to || (a.why < b.why ? -1 : 1));
    const kept = this.#links.filter(({ from, to }) => this.#join(from, to));
    const groups = new Map<number, AlertGroup>();
    for (const [index, alert] of this.#alerts.entries()) {
      const root = this.#root(index);
      const group = groups.get(root) ?? { alerts: [], ties: [] };
      group.alerts.push(alert);
      groups.set(root, group);
    }
    for (const { from, to, why } of kept.toSorted((a, b) => a.to - b.to || a.from - b.from)) {
      const [first, second] = [this.#alerts[from], this.#alerts[to]];
      if (first !== undefined && second !== undefined)
        groups.get(this.#root(from))?.ties.push({ from: first.id, to: second.id, why });
    }
    return [...groups.values()];
  }

  #root(index: number): number {
    let root = index;
    while (this.#parents[root] !== root) {
      const up = this.#parents[this.#parents[root] ?? root] ?? root;
      this.#parents[root] = up;
      root = up;
    }
    return root;
  }

  /** @returns whether two groups became one */
  #join(from: number, to: number): boolean {
    const [a, b] = [this.#root(from), this.#root(to)];
    if (a === b) return false;
    const [ofA, ofB] = [this.#parts[a], this.#parts[b]];
    if (ofA !== undefined && ofB !== undefined && ofA !== ofB) return false;
    const [root, leaf] = a < b ? [a, b] : [b, a];
    this.#parents[leaf] = root;
    this.#parts[root] = ofA ?? ofB;
    return true;
  }
}
