import { openSessionFile } from './open-session-file.ts';
import type { MienRefusal } from '../session-file.ts';

/** A session file at a glance, for lists. */
export interface MienSummary {
  name: string;
  /** ISO 8601, '' where it is not known. */
  created: string;
  tool: string;
  subjects: number;
  captures: number;
  parts: number;
  notes: number;
  /** Bytes of evidence. */
  bytes: number;
  /** False where something is missing, cut or damaged. */
  sound: boolean;
}

/** Sums a session file up from its directory and manifest, without reading its evidence. */
export async function summarizeSessionFile(
  path: string,
): Promise<{ ok: true; summary: MienSummary } | { ok: false; refusal: MienRefusal }> {
  const opening = await openSessionFile(path);
  if (!opening.ok) return opening;
  const { session } = opening;
  return {
    ok: true,
    summary: {
      name: session.outline?.name ?? '',
      created: session.outline?.created ?? '',
      tool: session.outline === null ? '' : `${session.outline.tool.name} ${session.outline.tool.version}`.trim(),
      subjects: session.outline?.subjects.length ?? 0,
      captures: session.parts.filter((part) => part.role === 'capture').length,
      parts: session.parts.length,
      notes: session.notes.length,
      bytes: session.parts.reduce((sum, part) => sum + part.bytes, 0),
      sound: session.remarks.every((remark) => remark.severity === 'info'),
    },
  };
}
