import type { Finding } from '../telemetry/finding.ts';
import type { AlertDraft } from './signal.ts';

/** Findings that are kept of a VM. */
const MOST = 64;

/** What twins found, by VM: each finding is one alert, which grows with it and ends where it was accepted. Bounded. */
export class TwinFindings {
  readonly #found = new Map<string, Map<string, Finding>>();
  readonly #versions = new Map<string, number>();

  take(finding: Finding): void {
    const { uuid, id, score } = finding;
    const found = this.#found.get(uuid) ?? new Map<string, Finding>();
    this.#found.set(uuid, found);
    this.#versions.set(uuid, this.versionOf(uuid) + 1);
    if (score <= 0) {
      found.delete(id);
      return;
    }
    found.set(id, finding);
    if (found.size <= MOST) return;
    const [weakest] = [...found.values()].sort((left, right) => left.score - right.score || left.to - right.to);
    if (weakest !== undefined) found.delete(weakest.id);
  }

  forget(uuid: string): void {
    this.#found.delete(uuid);
    this.#versions.delete(uuid);
  }

  /** Raised with everything that is found of a VM. */
  versionOf(uuid: string): number {
    return this.#versions.get(uuid) ?? 0;
  }

  /** Drafts of what a VM's twin found. */
  assess(uuid: string): AlertDraft[] {
    return [...(this.#found.get(uuid)?.values() ?? [])].map((finding) => ({
      type: 'twin-departure',
      key: finding.id,
      title: finding.title,
      why: finding.why,
      techniques: finding.techniques,
      score: finding.score,
      peers: [],
      firstSeen: finding.from,
      lastSeen: finding.to,
      flows: [],
      flowCount: 0,
      filter: '',
    }));
  }
}
