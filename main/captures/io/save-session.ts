import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Refusal } from '../../../shared/rpc/refusal.ts';
import type { Note } from '../../../shared/contract/session.ts';
import { saveSessionFile, type PartSource } from '../mien/io/save-session-file.ts';
import { BASELINES } from '../mien/baselines-part.ts';
import { partFolder, safePartLeaf } from '../mien/part-name.ts';
import type { Session } from '../session.ts';
import { formatLabels } from './format-labels.ts';

/** What is saved beside the evidence. */
export interface SaveFacts {
  version: string;
  notes: readonly Note[];
  roles: ReadonlyMap<string, string>;
}

function roleOfFormat(label: string): 'capture' | 'log' | 'events' | 'stats' {
  if (label === formatLabels.reports) return 'stats';
  if (label.startsWith('pcap')) return 'capture';
  return /events$|auditd/.test(label) ? 'events' : 'log';
}

/** A name beside the first file that is not taken yet. */
function freePath(session: Session): string {
  const [first] = session.files;
  const folder = dirname(first?.path ?? '.');
  const base =
    session
      .toState()
      .name.replace(/\.[a-z0-9]+$/i, '')
      .replaceAll(/[^\w.-]+/g, '-') || 'session';
  for (let count = 0; ; count++) {
    const path = join(folder, `${base}${count === 0 ? '' : `-${count}`}.mien`);
    if (!existsSync(path)) return path;
  }
}

/**
 * Saves a session as `.mien`: its evidence as it is, the analyst's notes and what was declared.
 * @param path where to; beside the first file when absent
 * @throws {Refusal} with the sentence for the analyst; nothing is left behind then
 */
export async function saveSession(
  session: Session,
  facts: SaveFacts,
  path: string | undefined,
  signal: AbortSignal,
): Promise<{ path: string; bytes: number }> {
  const state = session.toState();
  if (state.state === 'reading')
    throw new Refusal(
      'conflict',
      'The session is still being read. Save it when reading is over, or stop reading first.',
    );
  const target = path === undefined ? freePath(session) : resolve(path);
  const taken = new Set<string>();
  const parts = session.files.map((file, index): PartSource => {
    const folder = partFolder(roleOfFormat(state.files[index]?.format ?? ''));
    const leaf = safePartLeaf(file.name);
    let name = `${folder}/${leaf}`;
    for (let count = 1; taken.has(name); count++) name = `${folder}/${count}-${leaf}`;
    taken.add(name);
    return {
      name,
      source: file.name,
      from: { path: file.path, offset: file.offset, length: file.bytes, deflated: file.deflated },
      compress: folder !== 'net',
    };
  });
  const { baselines } = session;
  if (baselines !== null) {
    const { path: from, offset, bytes: length, deflated } = baselines;
    parts.push({
      name: BASELINES,
      source: 'baselines',
      from: { path: from, offset, length, deflated },
      compress: true,
    });
  }
  const outcome = await saveSessionFile(
    {
      path: target,
      outline: {
        tool: { name: 'Mien', version: facts.version },
        created: new Date().toISOString(),
        name: state.name,
        subjects: session.assessment.subjects.slice(0, 10_000).map((subject) => ({
          id: subject.id,
          name: subject.name,
          uuid: null,
          addresses: subject.addresses.slice(0, 256),
          macs: subject.macs.slice(0, 64),
          role: facts.roles.get(subject.id) ?? '',
        })),
        localNetworks: state.localNetworks.slice(0, 1024),
        clocks: [],
        redactions: [],
      },
      parts,
      notes: facts.notes,
    },
    { signal },
  );
  if (!outcome.ok) throw new Refusal(outcome.code === 'canceled' ? 'cancelled' : 'unavailable', outcome.sentence);
  return { path: target, bytes: outcome.bytes };
}
