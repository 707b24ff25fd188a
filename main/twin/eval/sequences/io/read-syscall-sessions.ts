import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readTexts } from '../../io/read-texts.ts';
import type { SyscallSession, SyscallThread } from '../syscall-session.ts';

const archives = ['traces.tar.xz', 'traces.tar', 'traces.zip'];
/** Tokens a model tells apart; further names would be told as one. */
const MOST_NAMES = 4095;

const entrySchema = z.object({
  file: z.string(),
  role: z.string(),
  attack: z.string().nullable(),
  onset_ms: z.number().nullable(),
  end_ms: z.number().nullable(),
});

/**
 * Reads recorded sessions: `index.jsonl`, and for each of its files lines `ms pid syscall error attacker`, in an archive or
 * beside it, in whatever folder. System calls are numbered from 1 as they are met.
 * @throws where a file is missing or a line is none of these
 */
export async function readSyscallSessions(folder: string): Promise<SyscallSession[]> {
  const packed = archives.map((name) => join(folder, name)).find((place) => existsSync(place));
  const texts = new Map(
    (await readTexts(packed ?? folder)).map(({ path, text }) => [path.slice(path.lastIndexOf('/') + 1), text]),
  );
  const numbers = new Map<string, number>();
  return readFileSync(join(folder, 'index.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const entry = entrySchema.parse(JSON.parse(line));
      const text = texts.get(entry.file);
      if (text === undefined) throw new Error(`${folder} lacks ${entry.file}, which its index.jsonl names.`);
      return {
        file: entry.file,
        role: entry.role,
        attack: entry.attack ?? '',
        onset: entry.onset_ms ?? Number.NaN,
        end: entry.end_ms ?? Number.NaN,
        threads: readThreads(entry.file, text, numbers),
      };
    });
}

function readThreads(file: string, text: string, numbers: Map<string, number>): SyscallThread[] {
  const threads = new Map<string, { calls: number[]; times: number[]; ofAttacker: boolean }>();
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [time = '', pid = '', call, , attacker] = line.split(' ');
    if (call === undefined || !Number.isFinite(Number(time)))
      throw new Error(`${file} holds a line that is no call: ${line}`);
    const thread = threads.get(pid) ?? { calls: [], times: [], ofAttacker: false };
    threads.set(pid, thread);
    const number = numbers.get(call) ?? Math.min(numbers.size + 1, MOST_NAMES);
    numbers.set(call, number);
    thread.calls.push(number);
    thread.times.push(Number(time));
    thread.ofAttacker ||= attacker === '1';
  }
  return [...threads.values()].map(({ calls, times, ofAttacker }) => ({
    calls: Uint16Array.from(calls),
    times: Float64Array.from(times),
    ofAttacker,
  }));
}
