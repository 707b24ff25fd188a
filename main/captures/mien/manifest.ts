import { z } from 'zod';
import { microsSchema } from '../../../shared/units.ts';

/** Version of the session format that this console writes; it reads every minor version of the same major one. */
export const MIEN_VERSION = '1.0';

const text = z.string().max(1024);

/** A VM or host the session is about, as declared or found. */
const subjectSchema = z.object({
  id: z.string().min(1).max(255),
  name: text.default(''),
  /** libvirt's identity, where known. */
  uuid: z.guid().nullable().default(null),
  addresses: z.array(z.string().max(64)).max(256).default([]),
  macs: z.array(z.string().max(32)).max(64).default([]),
  role: text.default(''),
});

/** Times of two clocks read at the same moment, microseconds since the epoch: the recorder's and the subject's own. */
const clockPairSchema = z.object({ subject: z.string().max(255), recorder: microsSchema, own: microsSchema });

/** Something that was left out or masked on purpose. */
const redactionSchema = z.object({ what: text, reason: text, count: z.number().int().min(0) });

/** One part with its checksum. */
const partSchema = z.object({
  name: z.string().min(1).max(255),
  role: z.string().max(32),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Where it came from: the original file's name, without its path. */
  source: text.default(''),
});

const outlineShape = {
  format: z.literal('mien-session'),
  version: z.string().regex(/^\d{1,4}\.\d{1,4}$/),
  tool: z.object({ name: text, version: text }),
  /** ISO 8601, UTC. */
  created: z.string().max(40),
  name: text.default(''),
  subjects: z.array(subjectSchema).max(10_000).default([]),
  localNetworks: z.array(z.string().max(64)).max(1024).default([]),
  clocks: z.array(clockPairSchema).max(100_000).default([]),
  redactions: z.array(redactionSchema).max(10_000).default([]),
};

/** What is known before the parts are written; stands first in the file, so that it survives a cut. */
export const outlineSchema = z.object(outlineShape);
/** See {@link outlineSchema}. */
export type MienOutline = z.infer<typeof outlineSchema>;

/** What a session file holds; stands last, when every checksum is known. */
export const manifestSchema = z.object({
  ...outlineShape,
  parts: z.array(partSchema).max(10_000),
  /** Over the canonical JSON of the manifest without this field. */
  signature: z
    .object({ algorithm: z.string().max(64), keyId: z.string().max(255), value: z.string().max(8192) })
    .optional(),
});
/** See {@link manifestSchema}. */
export type MienManifest = z.infer<typeof manifestSchema>;

/** Major version of a format version such as `1.0`. */
export function majorVersion(version: string): number {
  return Number(version.split('.', 1)[0]);
}
