import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTexts } from '../../io/read-texts.ts';
import type { LabelledTraces } from '../labelled-traces.ts';

const archive = 'ADFA-LD.zip';
const parts = /^(?:.*\/)?(Training|Validation|Attack)_Data_Master\/(.*)$/;

/**
 * Reads the layout of ADFA-LD, packed or not: a text file of numbers a trace; attacks in folders `FAMILY_RUN`.
 * @throws where a part is missing or holds anything else
 */
export async function readAdfa(folder: string): Promise<LabelledTraces> {
  const packed = join(folder, archive);
  const traces: LabelledTraces = { training: [], normal: [], attacks: [] };
  for (const { path, text } of await readTexts(existsSync(packed) ? packed : folder)) {
    const [, part, rest = ''] = parts.exec(path) ?? [];
    if (part === undefined || !path.endsWith('.txt')) continue;
    const calls = Uint16Array.from(text.trim().split(/\s+/), Number);
    if (part === 'Training') traces.training.push(calls);
    else if (part === 'Validation') traces.normal.push(calls);
    else {
      const [, family, run] = /^(.+)_(\d+)\//.exec(rest) ?? [];
      if (family === undefined) throw new Error(`${path}: attacks lie in folders FAMILY_RUN.`);
      traces.attacks.push({ family, run: Number(run), calls });
    }
  }
  if (traces.training.length === 0 || traces.normal.length === 0 || traces.attacks.length === 0) {
    throw new Error(`${folder} lacks training, validation or attack traces.`);
  }
  return traces;
}
