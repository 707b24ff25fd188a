import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { detailCodec } from '../../../captures/io/detail-codec.ts';
import { findFiles } from '../../../captures/io/find-files.ts';
import { openSession } from '../../../captures/io/session-opener.ts';
import { SessionList } from '../../../captures/session-list.ts';
import type { SubjectAssessment } from '../../assessment.ts';
import type { JudgeSettings } from '../../judge-settings.ts';
import { Judge } from '../../judge.ts';

const root = dirname(dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url))))));

/** Captures of one set, and who of them is guilty. */
export interface LabelledCapture {
  set: string;
  files: string[];
  /** Addresses that were in an attacker's hands, and those that were dealt with: of the latter nobody knows. */
  guilty: string[];
  peers: string[];
}

const truth = z.object({
  files: z.array(z.string()),
  subject_hosts: z.array(z.string()).default([]),
  peers: z.array(z.string()).default([]),
});
const addressIn = (text: string): string => /^[0-9a-f.:]*[0-9a-f]/i.exec(text.split(' ', 1)[0] ?? '')?.[0] ?? '';
const withoutPort = (text: string): string => (text.split(':').length === 2 ? (text.split(':', 1)[0] ?? '') : text);

/** The labelled sets of a folder: each malicious one as a whole, each file of the benign one by itself. */
export function listLabelled(folder: string): LabelledCapture[] {
  return readdirSync(folder)
    .filter((set) => existsSync(join(folder, set, 'truth.json')))
    .sort()
    .flatMap((set) => {
      const place = join(folder, set);
      const {
        files,
        subject_hosts: hosts,
        peers,
      } = truth.parse(JSON.parse(readFileSync(join(place, 'truth.json'), 'utf8')));
      const present = files.map((name) => join(place, name)).filter((path) => existsSync(path));
      if (set === 'benign') return present.map((path) => ({ set, files: [path], guilty: [], peers: [] }));
      const logs = join(place, 'zeek-labeled');
      const isOfLogs = existsSync(logs);
      const events = readdirSync(place).filter((name) => /\.(?:jsonl|json\.zip)$/.test(name));
      return [
        {
          set,
          files: isOfLogs ? [logs] : [...present, ...events.map((name) => join(place, name))],
          // Its truth names a network where one host of it is meant.
          guilty: isOfLogs ? ['192.168.1.107'] : hosts.map(addressIn),
          peers: peers.map((text) => withoutPort(addressIn(text))),
        },
      ];
    });
}

/** Reads captures as the product does, through the parsing child, and judges them. */
export async function judgeCapture(
  files: readonly string[],
  settings: JudgeSettings,
): Promise<readonly SubjectAssessment[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mien-labelled-'));
  const list = new SessionList();
  try {
    const parts = {
      list,
      indexFolder: folder,
      parser: { node: process.execPath, entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root },
      codec: detailCodec,
      createJudge: () => new Judge(settings),
      now: () => Date.now(),
    };
    const opening = { name: 'labelled', files: findFiles(files), sample: false, remarks: [] };
    const session = await openSession(opening, parts, () => {});
    await session.over;
    return session.assessment.subjects;
  } finally {
    list.closeAll();
    rmSync(folder, { recursive: true, force: true });
  }
}
