import type { Intelligence } from '../intel/intelligence.ts';
import type { VulnerabilityIndex } from '../intel/vulnerabilities/vulnerability-index.ts';
import type { PersonaCatalogue } from '../personas/catalogue.ts';
import type { AttackModel } from './attack-paths/attack-graph.ts';
import type { AttackTable } from './attack-table.ts';
import type { Thresholds } from './thresholds.ts';

/** All that a judgement rests on besides what was observed. */
export interface JudgeSettings {
  thresholds: Thresholds;
  catalogue: PersonaCatalogue;
  attack: AttackTable;
  /** How services are misused: how far whoever holds a VM gets. */
  attackModel: AttackModel;
  /** CIDR texts the analyst declared local; empty lets the evidence speak. */
  localNetworks: readonly string[];
  /** The intelligence of now; it may be another at each call. */
  intelligence?: () => Intelligence | null;
  /** What is known to be vulnerable now; likewise. */
  vulnerabilities?: () => VulnerabilityIndex | null;
}
