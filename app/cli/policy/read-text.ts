import { readFileSync } from 'node:fs';
import { Refusal } from '../../../shared/rpc/refusal.ts';

/** Most that a policy's file may hold, bytes. */
const MOST = 1_000_000;

/** Text of a file, or of standard input for `-`. @throws {Refusal} */
export function readText(file: string): string {
  try {
    const bytes = readFileSync(file === '-' ? 0 : file);
    if (bytes.length > MOST) throw new Refusal('too-large', `${file} is no policy: it has ${bytes.length} bytes.`);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (problem) {
    if (problem instanceof Refusal) throw problem;
    if (problem instanceof TypeError) throw new Refusal('invalid', `${file} is not text.`);
    const code = problem instanceof Error && 'code' in problem ? String(problem.code) : '';
    if (code === '') throw problem;
    throw new Refusal('not-found', `${file} cannot be read (${code}).`);
  }
}
