import type { Note } from '../../../shared/contract/session.ts';
import type { MienManifest, MienOutline } from './manifest.ts';
import type { PartRole } from './part-name.ts';

/** A sentence about a session file: damage, what was left out, and why. */
export interface MienRemark {
  /** Stable kebab-case code, e.g. `no-manifest`, `cut-part`, `bad-checksum`. */
  code: string;
  text: string;
  /** Part it concerns, '' for the whole file. */
  part: string;
  severity: 'info' | 'warning' | 'error';
}

/** One part of an opened session file. */
export interface MienPart {
  name: string;
  role: PartRole;
  /** Where its bytes lie in the session file. */
  offset: number;
  /** Bytes in the session file. */
  length: number;
  /** Bytes of content; the same as `length` where `stored`. */
  bytes: number;
  /** True: the bytes at `offset` are the content itself and can be read in place. False: they are deflated. */
  stored: boolean;
  /** From the manifest, null where there is none. */
  sha256: string | null;
  /** False where the part breaks off before its end. */
  whole: boolean;
  /** Original file's name, '' if not known. */
  source: string;
}

/** An opened session file. */
export interface MienSession {
  path: string;
  /** Bytes of the file. */
  bytes: number;
  /** null where it is missing or damaged. */
  manifest: MienManifest | null;
  /** From the manifest, else from the outline at the start of the file; null when both are lost. */
  outline: MienOutline | null;
  /** Evidence parts, in the order of the file; without manifest, outline and notes. */
  parts: MienPart[];
  notes: Note[];
  remarks: MienRemark[];
}

/** Why a session file was not opened. */
export interface MienRefusal {
  code: 'not-found' | 'no-permission' | 'empty' | 'not-a-session' | 'too-new' | 'too-many-parts' | 'unreadable';
  /** For the user. */
  sentence: string;
}

/** What opening a session file gives. */
export type MienOpening = { ok: true; session: MienSession } | { ok: false; refusal: MienRefusal };
