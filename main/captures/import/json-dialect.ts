import { recordAt, textAt } from './json-fields.ts';
import { createJsonSplitter } from './json-splitter.ts';
import { parseJson, type JsonRecord } from './parse-json.ts';

/** Forms of JSON records that can be imported. */
export type JsonDialect = 'zeek-json' | 'eve' | 'falco' | 'tetragon' | 'tracee' | 'auditd' | 'sysmon' | 'events';

/** Objects looked at before giving up. */
const MAX_LOOKED_AT = 20;

/** Tells which form of JSON records a file holds by its first objects; null when none is known. */
export function detectJsonDialect(head: Uint8Array): JsonDialect | null {
  let found: JsonDialect | null = null;
  let looked = 0;
  const splitter = createJsonSplitter({
    object(text) {
      looked += 1;
      if (found !== null || looked > MAX_LOOKED_AT) return;
      const record = parseJson(text, false);
      if (record !== undefined) found = dialectOf(record);
    },
    bad: () => undefined,
  });
  splitter.push(head);
  return found ?? (looked === 0 ? dialectOfBeginning(new TextDecoder().decode(head)) : null);
}

function dialectOf(record: JsonRecord): JsonDialect | null {
  const has = (name: string): boolean => Object.hasOwn(record, name);
  if (has('event_type') && has('timestamp')) return 'eve';
  if (has('rule') && has('priority') && (has('output') || has('output_fields'))) return 'falco';
  if (
    Object.keys(record).some((name) => name.startsWith('process_') && recordAt(record, name, 'process') !== undefined)
  )
    return 'tetragon';
  if (has('eventName') && (has('eventId') || has('args')) && has('timestamp')) return 'tracee';
  if (
    /^\d{1,11}\.\d{3}:\d+$/.test(textAt(record, 'ID').slice(0, 40)) ||
    (has('record_type') && has('sequence')) ||
    has('auditd')
  )
    return 'auditd';
  if (
    has('EventID') ||
    has('winlog') ||
    recordAt(record, 'Event', 'System') !== undefined ||
    (has('event_id') && has('computer_name'))
  )
    return 'sysmon';
  if (
    has('id.orig_h') ||
    has('id_orig_h') ||
    has('_path') ||
    (has('ts') && (has('uid') || has('uids') || has('id') || has('msg') || has('orig_h')))
  ) {
    return 'zeek-json';
  }
  if (recordAt(record, 'id', 'orig_h') !== undefined) return 'zeek-json';
  if (has('source') && has('kind') && has('title') && has('time')) return 'events';
  // What Zeek writes into its JSON logs without a connection: loaded scripts, software, reporter, known hosts.
  return has('ts') ? 'zeek-json' : null;
}

/** A first object longer than what was looked at still shows its first names. */
function dialectOfBeginning(text: string): JsonDialect | null {
  if (/^[\s[]*\{\s*"process_[a-z]{1,24}"\s*:/.test(text)) return 'tetragon';
  if (text.includes('"event_type"')) return 'eve';
  if (text.includes('"EventID"') || text.includes('"winlog"')) return 'sysmon';
  if (text.includes('"eventName"')) return 'tracee';
  if (text.includes('"record_type"') || text.includes('"SYSCALL"')) return 'auditd';
  return text.includes('"output_fields"') ? 'falco' : null;
}
