import { enforcementContract } from '../../shared/contract/enforcement.ts';
import type { AuditEntry as CommandEntry } from '../../shared/rpc/server.ts';
import type { AuditLog } from '../store/audit-log.ts';

/** Commands that only look at evidence, and those that tell more of themselves once they are done. */
const LOOKING = /^(?:session|record|replay|flow|search)\./;

/** Writes a command that is over to the chained log: who asked for what, and what came of it. */
export function noteCommand(audit: AuditLog, { name, input, stage, message }: CommandEntry, user: string): void {
  if (stage === 'asked' || LOOKING.test(name)) return;
  if (
    stage === 'done' &&
    Object.hasOwn(enforcementContract, name) &&
    name !== 'host.enforce' &&
    name !== 'policy.stage'
  )
    return;
  const fields = typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : {};
  const text = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '');
  audit.add({
    who: user,
    what: name,
    about: (text('name') || text('vm') || text('id') || text('subject')).slice(0, 200),
    why: text('reason'),
    result: stage,
    detail: [...(message === '' ? [] : [message]), JSON.stringify(input)?.slice(0, 1000) ?? ''],
    automatic: false,
  });
}
