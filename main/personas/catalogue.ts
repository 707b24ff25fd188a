import { z } from 'zod';
import { personaFamilySchema } from '../../shared/contract/subject.ts';
import { FEATURES } from './features.ts';

const labelSchema = z.strictObject({
  label: z.string().min(1).max(48),
  family: personaFamilySchema,
  /** Means harm: drawn hatched. */
  hostile: z.boolean().default(false),
  /** Role it suggests, '' for none. */
  role: z.string().max(32).default(''),
  /** Weight before anything is seen; labels with more hold the mass while evidence is thin. */
  prior: z.number().min(-3).max(6).default(0),
  features: z.partialRecord(z.enum(FEATURES), z.number().min(-3).max(3)),
});

/** Shape of `resources/personas.yaml`. */
export const catalogueSchema = z.strictObject({
  /** How far evidence can move the odds, and after how much of it (flows, and packets by the score) half of that. */
  strength: z.number().min(1).max(12),
  halfEvidence: z.number().min(1),
  /** Under this probability a role is not inferred. */
  roleFrom: z.number().min(0).max(1),
  labels: z.array(labelSchema).min(2).max(64),
});

/** The persona labels that are told apart, and by what. */
export type PersonaCatalogue = z.infer<typeof catalogueSchema>;
