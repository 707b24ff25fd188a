import { z } from 'zod';
import type { Technique } from '../../shared/contract/subject.ts';

/** Shape of `resources/attack.yaml`. */
export const attackSchema = z.strictObject({
  techniques: z.record(
    z.string().regex(/^T\d{4}(\.\d{3})?$/),
    z.strictObject({ name: z.string(), tactic: z.string() }),
  ),
});

/** Names and tactics of techniques by their id. */
export type AttackTable = z.infer<typeof attackSchema>;

/** A technique by id; one the table lacks is named by its id alone. */
export function techniqueOf(table: AttackTable, id: string): Technique {
  const known = table.techniques[id];
  return { id, name: known?.name ?? id, tactic: known?.tactic ?? '' };
}
