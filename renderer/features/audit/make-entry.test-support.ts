import type { AuditEntry } from '../../../shared/contract/enforcement.ts';

/** An entry of the audit for tests. */
export function makeEntry(part: Partial<AuditEntry>): AuditEntry {
  return {
    number: 8412,
    at: Date.UTC(2026, 10, 19, 14, 2, 35) * 1000,
    who: 'mr',
    what: 'Enforce',
    about: 'web-tier-containment v7',
    why: 'stop the beacon',
    result: 'done',
    detail: [],
    automatic: false,
    hash: '5c19e2d7'.repeat(8),
    previous: 'b7e041fa'.repeat(8),
    ...part,
  };
}
