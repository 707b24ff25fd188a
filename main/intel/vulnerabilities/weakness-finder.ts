import type { AgentPackage } from '../../telemetry/agent-report.ts';
import type { Inventory } from './inventory-book.ts';
import { isDormant } from './is-dormant.ts';
import { releaseOfGuest, type Release, versionOrders } from './release.ts';
import { type PackageSource, sourceOfPackage } from './source-of-package.ts';
import type { Affected, VulnerabilityIndex } from './vulnerability-index.ts';
import type { Weakness, Weaknesses } from './weakness.ts';

/** Weaknesses that are told of a guest: nobody reads more. */
const MOST = 200;

/** A weakness of a package, with what it is known and ordered by: made once for all guests that have the package. */
interface Found {
  /** Packages of one source have the same holes. */
  key: string;
  rank: number;
  weakness: Weakness;
}

/** Finds what is vulnerable; remembers packages, which guests of a fleet have in common. One for each index. */
export class WeaknessFinder {
  readonly #index: VulnerabilityIndex;
  readonly #found = new Map<Release, WeakMap<AgentPackage, readonly Found[]>>();

  constructor(index: VulnerabilityIndex) {
    this.#index = index;
  }

  /** What is known to be vulnerable of a guest: exploited ones first, then those with a fix, then the newest. */
  find({ distribution, kernel, packages }: Inventory): Weaknesses {
    const guest = releaseOfGuest(distribution);
    const looked = guest === null ? [] : packages.filter(({ kind }) => kind === guest.kind);
    const found = new Map<string, Found>();
    for (const one of looked) {
      const source = sourceOfPackage(one);
      if (guest === null || isDormant(one, source, kernel)) continue;
      for (const other of this.#ofPackage(one, source, guest.release)) {
        const known = found.get(other.key);
        if (known === undefined || known.rank < other.rank) found.set(other.key, other);
      }
    }
    const all = [...found.values()];
    return {
      worst: worstOf(all),
      total: all.length,
      exploited: all.filter(({ weakness }) => weakness.exploited).length,
      packages: looked.length,
      distribution,
      covered: guest !== null && this.#index.covers(guest.release),
    };
  }

  #ofPackage(one: AgentPackage, source: PackageSource, release: Release): readonly Found[] {
    const found = this.#found.get(release) ?? new WeakMap<AgentPackage, readonly Found[]>();
    this.#found.set(release, found);
    const known = found.get(one);
    if (known !== undefined) return known;
    const weaknesses = this.#match(one, source, release);
    found.set(one, weaknesses);
    return weaknesses;
  }

  #match(one: AgentPackage, source: PackageSource, release: Release): Found[] {
    const { kind, name, version } = one;
    if (kind === 'library') return [];
    const compare = versionOrders[kind];
    const asked = [source, ...(kind === 'rpm' && source.name !== name ? [{ name, version }] : [])];
    const weaknesses: Found[] = [];
    for (const { name: of, version: installed } of asked) {
      for (const affected of this.#index.find(release, of)) {
        const fixed = fixOf(affected, installed, compare);
        if (fixed === null) continue;
        const { vulnerability } = affected;
        const exploit = this.#index.exploitedAs(vulnerability);
        const weakness: Weakness = {
          id: exploit?.id ?? vulnerability.id,
          title: vulnerability.title || (exploit?.title ?? ''),
          exploited: exploit !== null,
          ransomware: exploit?.ransomware ?? false,
          package: name,
          installed: version,
          fixed,
          day: vulnerability.day,
        };
        weaknesses.push({ key: `${weakness.id} ${source.name}`, rank: rankOf(weakness), weakness });
      }
    }
    return weaknesses;
  }
}

/** The version that mends an installed one, '' where none is known; null where it is not vulnerable. */
function fixOf(
  { ranges, versions }: Affected,
  installed: string,
  compare: (a: string, b: string) => number,
): string | null {
  for (const { introduced, fixed, lastAffected } of ranges) {
    const begun = introduced === '' || introduced === '0' || compare(introduced, installed) <= 0;
    const over =
      (fixed !== '' && compare(installed, fixed) >= 0) || (lastAffected !== '' && compare(installed, lastAffected) > 0);
    if (begun && !over) return fixed;
  }
  return versions.includes(installed) ? '' : null;
}

/** Exploited ones before all others, then those that an update would close. */
function rankOf({ exploited, ransomware, fixed }: Weakness): number {
  return Number(exploited) * 4 + Number(ransomware) * 2 + Number(fixed !== '');
}

/** The worst, in order. Of thousands that nobody has mended yet only those are put in order that are told. */
function worstOf(all: readonly Found[]): Weakness[] {
  const worst: Weakness[] = [];
  for (let rank = 7; rank >= 0 && worst.length < MOST; rank--) {
    const alike = all.filter((found) => found.rank === rank).map(({ weakness }) => weakness);
    worst.push(...alike.sort(compareAlike).slice(0, MOST - worst.length));
  }
  return worst;
}

function compareAlike(left: Weakness, right: Weakness): number {
  return right.day - left.day || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);
}
