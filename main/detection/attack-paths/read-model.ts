import { z } from 'zod';
import type { AttackModel } from './attack-graph.ts';

const chance = z.number().min(0.0001).max(0.9999);
const vector = z.strictObject({
  services: z.array(z.string()).default([]),
  ports: z.array(z.number().int().min(1).max(65_535)).default([]),
  technique: z.string().regex(/^T\d{4}(?:\.\d{3})?$/),
  bare: chance,
  trusted: chance,
  needs: z.string().max(200),
  trustedNeeds: z.string().max(200),
});

/** Shape of `resources/attack-vectors.yaml`. Chances are never 0 or 1: nothing is sure. */
export const attackModelSchema: z.ZodType<AttackModel> = z.strictObject({
  weakness: chance,
  exploited: chance,
  other: vector,
  vectors: z.array(vector).max(500),
});
