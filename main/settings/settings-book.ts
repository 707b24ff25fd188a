import type { Settings } from '../../shared/contract/settings.ts';
import { isAddress, isNetwork } from '../../shared/filter/address.ts';
import type { Technique } from '../../shared/contract/subject.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { SessionJudge } from '../captures/session-parts.ts';
import type { AttackModel } from '../detection/attack-paths/attack-graph.ts';
import type { Thresholds } from '../detection/thresholds.ts';
import type { ConsoleStore } from '../store/console-store.ts';

/** A mistake in a settings file, by line from 1. */
export interface SettingsProblem {
  line: number;
  message: string;
}

/** Texts a judge is made from. */
export interface JudgeTexts {
  thresholds: string;
  personas: string;
  localNetworks: readonly string[];
}

/** Makes judges from texts. */
export interface JudgeMaker {
  shipped: { thresholds: string; personas: string };
  /** What is wrong with a text; empty when nothing is. */
  check(texts: Partial<JudgeTexts>): SettingsProblem[];
  /** @throws when a text is wrong */
  make(texts: JudgeTexts): SessionJudge;
  /** A technique by its id. */
  techniqueOf: (id: string) => Technique;
  /** How services are misused, for simulated attacks. */
  attackModel: AttackModel;
  /** @throws when the text is wrong */
  readThresholds(text: string): Thresholds;
}

/** The analyst's settings: kept as the texts they wrote, used only once they can be read. */
export class SettingsBook {
  private readonly store: ConsoleStore;
  private readonly maker: JudgeMaker;

  constructor(store: ConsoleStore, maker: JudgeMaker) {
    this.store = store;
    this.maker = maker;
  }

  /** Settings as they stand. A kept text that this version cannot read gives way to the shipped one. */
  get(): Settings {
    const { shipped } = this.maker;
    const kept = { thresholds: this.store.getSetting('thresholds'), personas: this.store.getSetting('personas') };
    const networks = this.store.getSetting('localNetworks');
    return {
      localNetworks: networks ? (JSON.parse(networks) as string[]) : [],
      thresholds:
        kept.thresholds && this.maker.check({ thresholds: kept.thresholds }).length === 0
          ? kept.thresholds
          : shipped.thresholds,
      thresholdsShipped: shipped.thresholds,
      personas:
        kept.personas && this.maker.check({ personas: kept.personas }).length === 0 ? kept.personas : shipped.personas,
      personasShipped: shipped.personas,
    };
  }

  /**
   * Changes settings, all or none.
   * @throws {Refusal} `invalid` with the first mistakes when one cannot be read
   */
  update(changes: Partial<Pick<Settings, 'localNetworks' | 'thresholds' | 'personas'>>): Settings {
    const wrong = (changes.localNetworks ?? []).filter((network) => !isNetwork(network) && !isAddress(network));
    if (wrong.length > 0)
      throw new Refusal('invalid', `Not a network: ${wrong.slice(0, 3).join(', ')}. Write it like 192.0.2.0/24.`);
    const problems = this.check(changes);
    if (problems.length > 0) {
      throw new Refusal(
        'invalid',
        problems
          .slice(0, 3)
          .map((problem) => `Line ${problem.line}: ${problem.message}`)
          .join(' '),
      );
    }
    const { shipped } = this.maker;
    this.store.putSettings({
      ...(changes.localNetworks ? { localNetworks: JSON.stringify(changes.localNetworks) } : {}),
      // The shipped text is kept as "nothing changed", so that a later version's better one is used.
      ...(changes.thresholds === undefined
        ? {}
        : { thresholds: changes.thresholds === shipped.thresholds ? '' : changes.thresholds }),
      ...(changes.personas === undefined
        ? {}
        : { personas: changes.personas === shipped.personas ? '' : changes.personas }),
    });
    return this.get();
  }

  /** What is wrong with drafts. */
  check(texts: Partial<Pick<Settings, 'thresholds' | 'personas'>>): SettingsProblem[] {
    return this.maker.check(texts);
  }

  /** A judge by the settings as they stand, with drafts in their place. */
  makeJudge(drafts: Partial<JudgeTexts> = {}): SessionJudge {
    const { thresholds, personas, localNetworks } = this.get();
    return this.maker.make({ thresholds, personas, localNetworks, ...drafts });
  }

  /** Thresholds as they stand. */
  thresholds(): Thresholds {
    return this.maker.readThresholds(this.get().thresholds);
  }
}
