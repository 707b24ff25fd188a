import { z } from 'zod';
import { compileLinearRegex } from './linear-regex.ts';

/** What a rule may ask of: the streams that are told here. */
export const sigmaCategories = ['process_creation', 'network_connection', 'file_event', 'dns'] as const;
/** See {@link sigmaCategories}. */
export type SigmaCategory = (typeof sigmaCategories)[number];

/** Stand for `*` and `?` in the value of a pattern. */
export const ANY = '\u{E000}';
export const ONE = '\u{E001}';

const hows = [
  'is',
  'has',
  'starts',
  'ends',
  'glob',
  're',
  'cidr',
  'exists',
  'empty',
  'lt',
  'lte',
  'gt',
  'gte',
] as const;

/** A question to one field of an event. */
export interface SigmaTest {
  op: 'test';
  field: string;
  how: (typeof hows)[number];
  /** In lower case unless `cased`. */
  value: string;
  cased: boolean;
}

function isRegex(pattern: string, ignoreCase: boolean): boolean {
  try {
    compileLinearRegex(pattern, ignoreCase);
    return true;
  } catch {
    return false;
  }
}

/** What a rule looks for: questions joined by and, or, not. */
export type SigmaCondition = SigmaTest | { op: 'and' | 'or'; of: SigmaCondition[] } | { op: 'not'; of: SigmaCondition };

const test = z
  .object({
    op: z.literal('test'),
    field: z.string().max(64),
    how: z.enum(hows),
    value: z.string().max(1024),
    cased: z.boolean(),
  })
  // Whoever read the rule is not believed: what cannot be asked is no rule.
  .refine(({ how, value, cased }) => how !== 're' || isRegex(value, !cased));
const condition: z.ZodType<SigmaCondition> = z.lazy(() =>
  z.union([
    test,
    z.object({ op: z.enum(['and', 'or']), of: z.array(condition).max(2000) }),
    z.object({ op: z.literal('not'), of: condition }),
  ]),
);

/** A Sigma rule as far as it fits the streams that are told here, ready to be asked. */
export const sigmaRuleSchema = z.object({
  id: z.string().min(1).max(100),
  title: z.string().min(1).max(256),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']),
  category: z.enum(sigmaCategories),
  /** Kind of machine that it is about, '' for any. */
  product: z.enum(['', 'windows', 'linux']),
  /** ATT&CK ids its tags name. */
  techniques: z.array(z.string().regex(/^T\d{4}(?:\.\d{3})?$/)).max(16),
  condition,
});
/** See {@link sigmaRuleSchema}. */
export type SigmaRule = z.infer<typeof sigmaRuleSchema>;
