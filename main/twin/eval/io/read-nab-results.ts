import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What upstream publishes of one detector. */
export interface NabResult {
  detector: string;
  /** Raw score by series, standard profile. */
  raw: ReadonlyMap<string, number>;
  /** Normalised score by profile, as upstream's scoreboard tells it; null where it is not listed there. */
  final: { standard: number; lowFalsePositives: number; lowFalseNegatives: number } | null;
}

const finalSchema = z.record(
  z.string(),
  z.object({ standard: z.number(), reward_low_FP_rate: z.number(), reward_low_FN_rate: z.number() }),
);

/** Reads the published results that lie beside the data (results-upstream/), [] where there are none. */
export async function readNabResults(folder: string): Promise<NabResult[]> {
  const place = join(folder, 'results-upstream');
  const files = await readdir(place).catch((): string[] => []);
  if (!files.includes('final_results.json')) return [];
  const finals = finalSchema.parse(JSON.parse(await readFile(join(place, 'final_results.json'), 'utf8')));
  const results: NabResult[] = [];
  for (const file of files.filter((name) => name.endsWith('.csv')).toSorted()) {
    const raw = new Map<string, number>();
    for (const line of (await readFile(join(place, file), 'utf8')).split('\n').slice(1)) {
      const [, profile, series, , score] = line.split(',');
      if (profile === 'standard' && series !== undefined && series.includes('/')) raw.set(series, Number(score));
    }
    const detector = file.slice(0, -'.csv'.length);
    const told = finals[detector];
    results.push({
      detector,
      raw,
      final: told
        ? {
            standard: told.standard,
            lowFalsePositives: told.reward_low_FP_rate,
            lowFalseNegatives: told.reward_low_FN_rate,
          }
        : null,
    });
  }
  return results;
}
