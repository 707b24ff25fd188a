import { z } from 'zod';
import { readCondition } from './read-condition.ts';
import { readSelection } from './read-selection.ts';
import { sigmaFields } from './sigma-event.ts';
import { type SigmaCategory, type SigmaCondition, type SigmaRule, sigmaRuleSchema } from './sigma-rule.ts';
import { SigmaUnfit } from './sigma-unfit.ts';

/** Questions of one rule. */
const MOST_TESTS = 2000;

const shape = z.object({
  title: z.string().min(1),
  id: z.string().catch(''),
  status: z.string().catch(''),
  level: z.enum(['informational', 'low', 'medium', 'high', 'critical']).catch('medium'),
  tags: z.array(z.string()).catch([]),
  logsource: z.object({
    category: z.string().catch(''),
    product: z.string().catch(''),
    service: z.string().catch(''),
  }),
  detection: z.record(z.string(), z.unknown()),
});

/**
 * Reads one rule as far as it fits what is told here.
 * @param content what its YAML says
 * @throws {SigmaUnfit} with the reason where it does not
 */
export function readSigmaRule(content: unknown): SigmaRule {
  const parsed = shape.safeParse(content);
  if (!parsed.success) throw new SigmaUnfit('is no rule');
  const { title, id, status, level, tags, logsource, detection } = parsed.data;
  if (status === 'deprecated' || status === 'unsupported') throw new SigmaUnfit(`is ${status}`);
  const { category, product } = readSource(logsource);
  if (detection['timeframe'] !== undefined) throw new SigmaUnfit('counts matches over time');
  const selections = new Map<string, SigmaCondition>();
  for (const [name, selection] of Object.entries(detection)) {
    if (name !== 'condition') selections.set(name, readSelection(selection, sigmaFields[category]));
  }
  const asked = detection['condition'];
  const conditions = (Array.isArray(asked) ? (asked as unknown[]) : [asked]).map((text) => {
    if (typeof text !== 'string') throw new SigmaUnfit('has no condition');
    return readCondition(text, selections);
  });
  const [first] = conditions;
  if (first === undefined) throw new SigmaUnfit('has no condition');
  const condition: SigmaCondition = conditions.length === 1 ? first : { op: 'or', of: conditions };
  if (countTests(condition) > MOST_TESTS) throw new SigmaUnfit(`asks more than ${MOST_TESTS} questions`);
  const rule = sigmaRuleSchema.safeParse({
    id: (id || title).slice(0, 100),
    title: title.slice(0, 256),
    level,
    category,
    product,
    techniques: techniquesOf(tags),
    condition,
  });
  if (!rule.success) throw new SigmaUnfit('is too large');
  return rule.data;
}

/** Names of streams under which rules ask for what is told here. */
const CATEGORIES: Readonly<Record<string, SigmaCategory>> = {
  process_creation: 'process_creation',
  network_connection: 'network_connection',
  file_event: 'file_event',
  dns_query: 'dns',
  dns: 'dns',
};

function readSource({ category, product, service }: z.infer<typeof shape>['logsource']): {
  category: SigmaCategory;
  product: SigmaRule['product'];
} {
  if (product === 'zeek' && service === 'dns') return { category: 'dns', product: '' };
  const known = Object.hasOwn(CATEGORIES, category) ? CATEGORIES[category] : undefined;
  if (known === undefined)
    throw new SigmaUnfit(
      `is about ${
        [product, category || service]
          .filter((part) => part !== '')
          .join(' ')
          .slice(0, 80) || 'nothing'
      }, which is not told here`,
    );
  if (product !== '' && product !== 'windows' && product !== 'linux')
    throw new SigmaUnfit(`is about ${product.slice(0, 40)}, which is not told here`);
  if (service !== '' && !(service === 'sysmon' && product !== ''))
    throw new SigmaUnfit(`is about the service ${service.slice(0, 40)} alone`);
  // Names are asked for in the traffic, which does not say by whom.
  return { category: known, product: known === 'dns' ? '' : product };
}

function techniquesOf(tags: readonly string[]): string[] {
  const ids = tags.flatMap((tag) => {
    const parts = /^attack\.t(\d{4})(?:\.(\d{3}))?$/i.exec(tag);
    return parts === null ? [] : [`T${parts[1]}${parts[2] === undefined ? '' : `.${parts[2]}`}`];
  });
  return [...new Set(ids)].slice(0, 16);
}

function countTests(condition: SigmaCondition): number {
  // By hand: a selection that many names lead to is shared, and counts each time it is asked.
  let count = 0;
  const todo = [condition];
  for (let one = todo.pop(); one !== undefined && count <= MOST_TESTS; one = todo.pop()) {
    count++;
    if (one.op === 'not') todo.push(one.of);
    else if (one.op !== 'test') todo.push(...one.of);
  }
  return count;
}
