/** What a part of a session file is for, told by the folder it lies in. */
export type PartRole = 'capture' | 'log' | 'events' | 'stats' | 'state' | 'attestation' | 'notes' | 'frame';

const FOLDERS: Record<string, PartRole> = {
  net: 'capture',
  logs: 'log',
  events: 'events',
  stats: 'stats',
  state: 'state',
  attest: 'attestation',
};
const MAX_NAME_BYTES = 255;
const MAX_DEPTH = 6;
/** Signs of a leaf that are looked at. */
const MAX_LEAF = 512;

/**
 * The role of a part by its name; null when the name is not allowed in a session file: absolute, climbing (`..`),
 * with backslashes, colons or control characters, too long or too deep, or outside the folders of the format.
 */
export function partRole(name: string): PartRole | null {
  if (name === 'notes.json') return 'notes';
  if (name === 'mimetype' || name === 'outline.json' || name === 'manifest.json') return 'frame';
  if (name.length > MAX_NAME_BYTES || hasForbidden(name)) return null;
  const segments = name.split('/');
  const folder = segments[0] ?? '';
  if (segments.length < 2 || segments.length > MAX_DEPTH || !Object.hasOwn(FOLDERS, folder)) return null;
  const isBad = segments.some(
    (segment) =>
      segment === '' || segment === '.' || segment === '..' || segment.endsWith('.') || segment.trim() !== segment,
  );
  return isBad ? null : (FOLDERS[folder] ?? null);
}

/** The folder of a role. */
export function partFolder(role: Exclude<PartRole, 'notes' | 'frame'>): string {
  return Object.entries(FOLDERS).find(([, known]) => known === role)?.[0] ?? 'logs';
}

/** A file's name made fit to be the last part of a part's name: what is not allowed becomes `_`. */
export function safePartLeaf(fileName: string): string {
  const leaf = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  const clean = Array.from(leaf.slice(-MAX_LEAF))
    .map((sign) => (hasForbidden(sign) || sign === '/' ? '_' : sign))
    .join('')
    .replace(/^[.\s]+/, '_')
    .replace(/[.\s]+$/, '_');
  const bytes = new TextEncoder().encode(clean);
  const cut = bytes.length <= 160 ? clean : new TextDecoder().decode(bytes.slice(-160)).replaceAll('\u{FFFD}', '_');
  return cut === '' ? '_' : cut;
}

/** Signs that some system refuses or reads as more than a name, control characters, and what was no valid UTF-8. */
const FORBIDDEN = new Set(['\\', ':', '*', '?', '"', '<', '>', '|', '\u007F', '\uFFFD']);

function hasForbidden(text: string): boolean {
  for (const sign of text) if (sign < ' ' || FORBIDDEN.has(sign)) return true;
  return false;
}
