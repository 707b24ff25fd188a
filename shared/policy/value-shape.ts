/** Names that a text may hold and that are known only where it is written: what completion offers. */
export type NameKind = 'vms' | 'hosts' | 'roles' | 'tags' | 'personas' | 'categories' | 'policies';

/** What a value may be: the one place from which reading, completion, hover and JSON Schema take it. */
export type ValueShape =
  | { type: 'text'; example: string; pattern?: string; names?: NameKind }
  /** Words with what each means. */
  | { type: 'choice'; words: Readonly<Record<string, string>> }
  | { type: 'number'; min: number; max: number; whole?: boolean }
  | { type: 'map'; keys: KeyTable; required?: readonly string[]; exactlyOne?: readonly string[] }
  | { type: 'list'; of: ValueShape }
  | { type: 'either'; of: readonly ValueShape[] };

/** Keys of a map, each with what it is for. */
export type KeyTable = Readonly<Record<string, { doc: string; value: ValueShape }>>;
