import type { MienContract } from '../../shared/contract/contract.ts';
import type { PolicyDetail, policyContract, PolicyRow } from '../../shared/contract/policy.ts';
import { lintPolicy, type LintWorld } from '../../shared/policy/lint-policy.ts';
import { parsePolicy } from '../../shared/policy/parse-policy.ts';
import type { Finding } from '../../shared/policy/policy.ts';
import type { NameKind } from '../../shared/policy/value-shape.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { makeLintWorld } from '../policy/lint-world.ts';
import type { PolicyBook } from '../policy/policy-book.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import type { KeptPolicy } from '../store/policy-store.ts';

/** Milliseconds between two looks of a follower. */
const PAUSE = 500;
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** What handlers of policies need besides the policies. */
export interface PolicyHandlerParts {
  /** A session as policies see it; the live or current one where none is named. Null where nothing is open. */
  world(session: string | null): PolicyWorld | null;
  templates: readonly { name: string; title: string; text: string }[];
  user: string;
}

/** Handlers of the policy group. */
export function createPolicyHandlers(
  book: PolicyBook,
  parts: PolicyHandlerParts,
): Pick<Handlers<MienContract>, keyof typeof policyContract> {
  const lintWorldOf = (session: string | null): LintWorld | null => {
    const world = parts.world(session);
    return world === null
      ? null
      : makeLintWorld(
          world,
          book.list().map(({ name }) => name),
        );
  };
  const detailOf = (name: string, version: number | null): PolicyDetail => {
    const kept = book.kept(name);
    if (kept === null) throw new Refusal('not-found', `There is no policy ${name}.`);
    const text = book.text(name, version ?? kept.version);
    if (text === null) throw new Refusal('not-found', `There is no version ${version} of ${name}.`);
    const world = lintWorldOf(null);
    return { ...toRow(book, kept, world), text, findings: findIn(text, world), versions: book.versions(name) };
  };
  const list = (): { policies: PolicyRow[] } => {
    const world = lintWorldOf(null);
    return { policies: book.list().map((kept) => toRow(book, kept, world)) };
  };
  return {
    'policy.list': list,
    'policy.changes': async function* (_input, signal) {
      for await (const _ of book.changes.follow(signal, PAUSE)) yield list();
    },
    'policy.get': ({ name, version }) => detailOf(name, version ?? null),
    'policy.save': ({ text, base, reason }) => {
      const { policy } = parsePolicy(text);
      const name = policy?.name ?? '';
      // What stands for a name that is missing or none is no name to keep a text under.
      if (!NAME.test(name) || !new RegExp(`^policy:\\s*["']?${name}\\b`, 'm').test(text))
        throw new Refusal('invalid', 'A policy is kept under its name: begin with “policy: a-name-of-letters”.');
      const version = book.save(name, base, text, parts.user, reason);
      if (version !== null) return detailOf(name, version);
      const newest = book.versions(name)[0];
      throw new Refusal(
        'conflict',
        book.kept(name) === null || newest === undefined
          ? `${name} was removed since.`
          : base === null
            ? `There is a policy ${name} already, version ${newest.version} by ${newest.by}.`
            : `Version ${newest.version} came since, by ${newest.by}: look at it before you save over it.`,
      );
    },
    'policy.remove': ({ name }) => {
      const kept = book.kept(name);
      if (kept === null) throw new Refusal('not-found', `There is no policy ${name}.`);
      if (kept.enforced !== null) throw new Refusal('conflict', `${name} is in force: take it back first.`);
      if (kept.staged !== null) throw new Refusal('conflict', `${name} is staged: end that first.`);
      book.remove(name);
      return {};
    },
    'policy.lint': ({ text, session }) => ({ findings: findIn(text, lintWorldOf(session ?? null)) }),
    'policy.templates': () => ({ templates: [...parts.templates] }),
    'policy.names': ({ session }) => {
      const known = lintWorldOf(session ?? null)?.names;
      const of = (kind: NameKind): string[] => [...(known?.[kind] ?? [])];
      return {
        vms: of('vms'),
        hosts: of('hosts'),
        roles: of('roles'),
        tags: of('tags'),
        personas: of('personas'),
        categories: of('categories'),
        policies: book.list().map(({ name }) => name),
      };
    },
  };
}

function findIn(text: string, world: LintWorld | null): Finding[] {
  const { policy, findings } = parsePolicy(text);
  return policy === null ? findings : [...findings, ...lintPolicy(policy, text, world)];
}

function toRow(book: PolicyBook, kept: KeptPolicy, world: LintWorld | null): PolicyRow {
  const { name, version, enforced, staged, at, by } = kept;
  const { policy = null, findings: told = [] } = book.read(name, version) ?? {};
  const findings = policy === null ? told : [...told, ...lintPolicy(policy, book.text(name, version) ?? '', world)];
  const countOf = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return {
    name,
    description: policy?.description ?? '',
    tier: policy?.tier ?? '',
    priority: policy?.priority ?? 0,
    stage: enforced !== null ? 'enforcing' : staged !== null ? 'staged' : 'draft',
    version,
    stagedVersion: staged?.version ?? null,
    enforcedVersion: enforced,
    automation: policy?.automation ?? 'observe',
    vms: policy === null || world === null ? 0 : world.count(policy.applies),
    errors: countOf('error'),
    warnings: countOf('warning'),
    changedAt: at,
    changedBy: by,
  };
}
