import type { NameKind } from './value-shape.ts';

/** Names that are known where a policy is written: completion offers them, lint misses those that are not among them. */
export type PolicyNames = Readonly<Record<NameKind, readonly string[]>>;
