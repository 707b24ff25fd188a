import type { DnsRecord } from '../../telemetry/flow.ts';
import { type EveEnds, eveFlowOf, eveKey } from './eve-ends.ts';
import type { JoinTable } from './join-table.ts';
import { listAt, numberAt, recordAt, recordOf, textAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';

/** Queries that wait for their answer; beyond it the oldest are told unanswered. */
const MAX_WAITING = 8192;

/** Joins DNS queries with their answers, over the versions of EVE's dns record (1: an answer each; 2: grouped; 3: request and response). */
export interface EveDns {
  read(record: JsonRecord, ends: EveEnds, joins: JoinTable): boolean;
  /** Tells what is still unanswered. */
  finish(): void;
}

/** Makes an {@link EveDns} that hands finished records to `tell`. */
export function createEveDns(tell: (record: DnsRecord) => void): EveDns {
  const waiting = new Map<string, DnsRecord>();

  function hold(key: string, record: DnsRecord): void {
    const before = waiting.get(key);
    if (before !== undefined) tell(before);
    else if (waiting.size >= MAX_WAITING) {
      const oldest = waiting.entries().next().value;
      if (oldest !== undefined) {
        waiting.delete(oldest[0]);
        tell(oldest[1]);
      }
    }
    waiting.set(key, record);
  }

  return {
    read(record, ends, joins) {
      const dns = recordAt(record, 'dns');
      const type = textAt(dns, 'type');
      if (dns === undefined || type === '') return false;
      const isAnswer = type === 'answer' || type === 'response';
      const flow = eveFlowOf(ends, joins, 'dns', isAnswer && ends.sport === 53 && ends.dport !== 53);
      const key = `${eveKey(ends)} ${numberAt(dns, 'id')}`;
      const asked = recordOf(listAt(dns, 'queries')[0]) ?? recordOf(listAt(dns, 'query')[0]) ?? dns;
      const port = ends.dport === 53 ? 53 : Math.max(ends.dport, ends.sport);
      const fresh: DnsRecord = {
        kind: 'dns',
        flow,
        time: ends.time,
        protocol: port === 5353 ? 'mdns' : port === 5355 ? 'llmnr' : 'dns',
        qname: textAt(asked, 'rrname').slice(0, 512),
        qtype: textAt(asked, 'rrtype').slice(0, 32),
        rcode: '',
        answers: [],
        queryBytes: 0,
        responseBytes: 0,
      };
      if (!isAnswer) {
        hold(key, fresh);
        return true;
      }
      const known = waiting.get(key);
      const answered = known ?? fresh;
      answered.rcode = textAt(dns, 'rcode').slice(0, 32) || answered.rcode || 'NOERROR';
      for (const text of answersOf(dns)) if (answered.answers.length < 16) answered.answers.push(text);
      // Version 1 tells each answer apart: more may come, so the record waits on.
      if (Object.hasOwn(dns, 'rdata') && !Array.isArray(dns['answers'])) {
        if (known === undefined) hold(key, answered);
        return true;
      }
      waiting.delete(key);
      tell(answered);
      return true;
    },
    finish() {
      for (const record of waiting.values()) tell(record);
      waiting.clear();
    },
  };
}

function answersOf(dns: JsonRecord): string[] {
  const listed = listAt(dns, 'answers').map((answer) => textAt(recordOf(answer), 'rdata'));
  const texts = listed.length > 0 ? listed : [textAt(dns, 'rdata')];
  return texts.filter((text) => text !== '').map((text) => text.slice(0, 512));
}
