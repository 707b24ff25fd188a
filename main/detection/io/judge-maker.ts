import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Intelligence } from '../../intel/intelligence.ts';
import type { VulnerabilityIndex } from '../../intel/vulnerabilities/vulnerability-index.ts';
import { catalogueSchema } from '../../personas/catalogue.ts';
import type { JudgeMaker, JudgeTexts, SettingsProblem } from '../../settings/settings-book.ts';
import { attackSchema, techniqueOf } from '../attack-table.ts';
import { attackModelSchema } from '../attack-paths/read-model.ts';
import { Judge } from '../judge.ts';
import { readYaml } from '../read-yaml.ts';
import { thresholdsSchema } from '../thresholds.ts';

function mustRead<T>(reading: { ok: true; value: T } | { ok: false; problems: SettingsProblem[] }, name: string): T {
  if (reading.ok) return reading.value;
  const [first] = reading.problems;
  throw new Error(`${name}, line ${first?.line ?? 0}: ${first?.message ?? 'cannot be read'}`);
}

/** Reads a text once as long as the same one is asked for: a judge a bucket of a timeline costs no parsing. */
function rememberLast<T>(read: (text: string) => T): (text: string) => T {
  let last: { text: string; value: T } | null = null;
  return (text) => {
    if (last?.text !== text) last = { text, value: read(text) };
    return last.value;
  };
}

/**
 * Makes judges from the shipped files of a folder and the analyst's own texts.
 * @param folder holds `thresholds.yaml`, `personas.yaml`, `attack.yaml` and `attack-vectors.yaml`
 * @param intelligence that of now, asked at each judgement
 * @param vulnerabilities those of now, likewise
 * @throws when a shipped file is missing or wrong
 */
export function createJudgeMaker(
  folder: string,
  intelligence: () => Intelligence | null = () => null,
  vulnerabilities: () => VulnerabilityIndex | null = () => null,
): JudgeMaker {
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const attack = mustRead(readYaml(text('attack.yaml'), attackSchema), 'attack.yaml');
  const attackModel = mustRead(readYaml(text('attack-vectors.yaml'), attackModelSchema), 'attack-vectors.yaml');
  const readThresholds = rememberLast((source) => mustRead(readYaml(source, thresholdsSchema), 'thresholds.yaml'));
  const readCatalogue = rememberLast((source) => mustRead(readYaml(source, catalogueSchema), 'personas.yaml'));
  return {
    shipped: { thresholds: text('thresholds.yaml'), personas: text('personas.yaml') },
    check: ({ thresholds, personas }: Partial<JudgeTexts>) => {
      const problems: SettingsProblem[] = [];
      if (thresholds !== undefined) {
        const reading = readYaml(thresholds, thresholdsSchema);
        if (!reading.ok) problems.push(...reading.problems);
      }
      if (personas !== undefined) {
        const reading = readYaml(personas, catalogueSchema);
        if (!reading.ok) problems.push(...reading.problems);
      }
      return problems.map(({ line, message }) => ({ line, message }));
    },
    make: (texts) =>
      new Judge({
        thresholds: readThresholds(texts.thresholds),
        catalogue: readCatalogue(texts.personas),
        attack,
        attackModel,
        localNetworks: texts.localNetworks,
        intelligence,
        vulnerabilities,
      }),
    techniqueOf: (id) => techniqueOf(attack, id),
    attackModel,
    readThresholds,
  };
}
