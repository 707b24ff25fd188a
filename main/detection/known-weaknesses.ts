import { InventoryBook } from '../intel/vulnerabilities/inventory-book.ts';
import type { VulnerabilityIndex } from '../intel/vulnerabilities/vulnerability-index.ts';
import type { Weaknesses } from '../intel/vulnerabilities/weakness.ts';
import { WeaknessFinder } from '../intel/vulnerabilities/weakness-finder.ts';
import type { AgentRecord } from '../telemetry/agent-report.ts';
import { sayCount } from './say.ts';
import type { AlertDraft } from './signal.ts';

/** What one weakness that is exploited in the wild is worth, and each further one of what is left to doubt. */
const SCORE = 0.5;
/** Names that are told in a sentence. */
const NAMED = 4;

interface Answer {
  inventory: number;
  index: VulnerabilityIndex;
  weaknesses: Weaknesses;
}

/** What is installed in VMs, and which of it is known to be vulnerable by the vulnerabilities of now. */
export class KnownWeaknesses {
  readonly #index: () => VulnerabilityIndex | null;
  readonly #inventories = new InventoryBook();
  readonly #told = new Map<string, { first: number; last: number }>();
  readonly #answers = new Map<string, Answer>();
  #finder: { index: VulnerabilityIndex; finder: WeaknessFinder } | null = null;

  /** @param index what feeds tell now; it may be another at each call */
  constructor(index: () => VulnerabilityIndex | null = () => null) {
    this.#index = index;
  }

  /** @param time when it was told, microseconds */
  take(uuid: string, record: AgentRecord, time: number): void {
    if (!this.#inventories.take(uuid, record)) return;
    this.#told.set(uuid, { first: this.#told.get(uuid)?.first ?? time, last: time });
  }

  forget(uuid: string): void {
    this.#inventories.forget(uuid);
    this.#told.delete(uuid);
    this.#answers.delete(uuid);
  }

  /** Changes with what is installed in a VM and with what is known to be vulnerable. */
  stampOf(uuid: string): string {
    const version = this.#inventories.versionOf(uuid);
    return version === 0 ? '' : `${version} ${this.#index()?.version ?? ''}`;
  }

  /** What is vulnerable in a VM; undefined where no inventory or no vulnerability is known. */
  of(uuid: string): Weaknesses | undefined {
    const index = this.#index();
    const inventory = this.#inventories.of(uuid);
    if (index === null || inventory === undefined) return undefined;
    const version = this.#inventories.versionOf(uuid);
    const known = this.#answers.get(uuid);
    if (known?.inventory === version && known.index === index) return known.weaknesses;
    if (this.#finder?.index !== index) this.#finder = { index, finder: new WeaknessFinder(index) };
    const weaknesses = this.#finder.finder.find(inventory);
    this.#answers.set(uuid, { inventory: version, index, weaknesses });
    return weaknesses;
  }

  /** One alert for all weaknesses that are exploited in the wild: somebody has the means, nobody was seen to use them. */
  assess(uuid: string): AlertDraft[] {
    const weaknesses = this.of(uuid);
    const told = this.#told.get(uuid);
    if (weaknesses === undefined || told === undefined || weaknesses.exploited === 0) return [];
    const { exploited, worst } = weaknesses;
    const named = worst.slice(0, Math.min(exploited, NAMED)).map(({ id, package: of, installed, fixed }) => {
      const mended = fixed === '' ? 'no fix is known' : `fixed in ${fixed}`;
      return `${id} in ${of} ${installed} (${mended})`;
    });
    const more = exploited > NAMED ? ` and ${exploited - NAMED} more` : '';
    return [
      {
        type: 'known-weakness',
        key: 'exploited',
        title: `Has ${sayCount(exploited, 'weakness', 'weaknesses')} that ${exploited === 1 ? 'is' : 'are'} exploited in the wild`,
        why: `${named.join('; ')}${more}. By what its agent told is installed; nothing shows that anybody used it here.`,
        techniques: ['T1210', 'T1190'],
        score: 1 - (1 - SCORE) ** exploited,
        peers: [],
        firstSeen: told.first,
        lastSeen: told.last,
        flows: [],
        flowCount: 0,
        filter: '',
      },
    ];
  }
}
