import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogueSchema } from '../../personas/catalogue.ts';
import { attackModelSchema } from '../attack-paths/read-model.ts';
import { attackSchema } from '../attack-table.ts';
import type { JudgeSettings } from '../judge-settings.ts';
import { readYaml, type SettingsProblem } from '../read-yaml.ts';
import { thresholdsSchema } from '../thresholds.ts';
import type { z } from 'zod';

/** A problem with the file it stands in. */
export interface FileProblem extends SettingsProblem {
  file: string;
}

/** What reading the settings gave: settings, or what is wrong with which file. */
export type SettingsResult = { ok: true; settings: JudgeSettings } | { ok: false; problems: FileProblem[] };

function readOne<T>(folder: string, file: string, schema: z.ZodType<T>, problems: FileProblem[]): T | null {
  let text: string;
  try {
    text = readFileSync(join(folder, file), 'utf8');
  } catch (error) {
    problems.push({ file, line: 0, column: 0, message: error instanceof Error ? error.message : 'Cannot be read.' });
    return null;
  }
  const reading = readYaml(text, schema);
  if (reading.ok) return reading.value;
  problems.push(...reading.problems.map((problem) => ({ file, ...problem })));
  return null;
}

/**
 * Reads thresholds, personas and techniques from a folder that holds `thresholds.yaml`, `personas.yaml`, `attack.yaml` and
 * `attack-vectors.yaml` (the product's `resources/`).
 * @param localNetworks CIDR texts declared local, empty for automatic
 */
export function readJudgeSettings(folder: string, localNetworks: readonly string[]): SettingsResult {
  const problems: FileProblem[] = [];
  const thresholds = readOne(folder, 'thresholds.yaml', thresholdsSchema, problems);
  const catalogue = readOne(folder, 'personas.yaml', catalogueSchema, problems);
  const attack = readOne(folder, 'attack.yaml', attackSchema, problems);
  const attackModel = readOne(folder, 'attack-vectors.yaml', attackModelSchema, problems);
  if (thresholds === null || catalogue === null || attack === null || attackModel === null)
    return { ok: false, problems };
  return { ok: true, settings: { thresholds, catalogue, attack, attackModel, localNetworks } };
}
