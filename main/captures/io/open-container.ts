import { Refusal, type RefusalCode } from '../../../shared/rpc/refusal.ts';
import type { Note, Session as SessionState } from '../../../shared/contract/session.ts';
import { openSessionFile } from '../mien/io/open-session-file.ts';
import { verifyPart } from '../mien/io/verify-part.ts';
import { BASELINES } from '../mien/baselines-part.ts';
import type { MienPart, MienRefusal, MienRemark } from '../mien/session-file.ts';
import type { SourceFile } from '../parser-port.ts';

/** A `.mien` file as a session is made from it. */
export interface OpenedContainer {
  name: string;
  files: SourceFile[];
  /** Where what twins knew when it began lies, null where nothing is told of it. */
  baselines: SourceFile | null;
  notes: Note[];
  remarks: SessionState['remarks'];
  /** Networks that were local when it was saved. */
  localNetworks: string[];
  declarations: { subject: string; role: string; name: string }[];
  /** Compares each part with its checksum, reading all of it; tells what differs. */
  verify(signal: AbortSignal): AsyncIterable<SessionState['remarks'][number]>;
}

const codes: Readonly<Record<MienRefusal['code'], RefusalCode>> = {
  'not-found': 'not-found',
  'no-permission': 'forbidden',
  empty: 'invalid',
  'not-a-session': 'invalid',
  'too-new': 'unsupported',
  'too-many-parts': 'too-many',
  unreadable: 'unavailable',
};

function toRemark(remark: MienRemark): SessionState['remarks'][number] {
  return { code: remark.code, text: remark.text, file: remark.part, count: 1, severity: remark.severity };
}

/** Whether a path is named like a session file. */
export function isSessionPath(path: string): boolean {
  return /\.mien$/i.test(path);
}

/**
 * Opens a session file: its evidence is read in place, packed parts as they stand.
 * @throws {Refusal} with the sentence for the analyst when nothing of it can be opened
 */
export async function openContainer(path: string): Promise<OpenedContainer> {
  const opening = await openSessionFile(path);
  if (!opening.ok) throw new Refusal(codes[opening.refusal.code], opening.refusal.sentence);
  const { session } = opening;
  const evidence = new Set(['capture', 'log', 'events', 'stats']);
  const toFile = (part: MienPart): SourceFile => ({
    path,
    name: part.source || part.name.slice(part.name.lastIndexOf('/') + 1),
    bytes: part.length,
    offset: part.offset,
    deflated: !part.stored,
    sha256: part.sha256,
  });
  const files = session.parts.filter((part) => evidence.has(part.role) && part.length > 0).map(toFile);
  const baselines = session.parts.find((part) => part.name === BASELINES && part.whole && part.length > 0);
  if (files.length === 0)
    throw new Refusal('invalid', `“${path}” holds no evidence that can be read: no capture, log or events.`);
  const outline = session.manifest ?? session.outline;
  return {
    name: outline?.name || path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1),
    files,
    baselines: baselines === undefined ? null : toFile(baselines),
    notes: session.notes,
    remarks: session.remarks.map(toRemark),
    localNetworks: outline?.localNetworks ?? [],
    declarations: (outline?.subjects ?? []).map((subject) => ({
      subject: subject.id,
      role: subject.role,
      name: subject.name,
    })),
    verify: async function* (signal) {
      for (const part of session.parts) {
        if (signal.aborted) return;
        const remark = await verifyPart(path, part, signal);
        if (remark) yield toRemark(remark);
      }
    },
  };
}
