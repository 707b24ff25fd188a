import { BoundedMap } from '../bounded-map.ts';
import { nameIsUnder } from '../context-weight.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore } from '../grade.ts';
import { sayList, saySpan } from '../say.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const MAX_DELIVERIES = 256;

interface Question {
  name: string;
  time: number;
  flow: number;
}

interface Delivery {
  by: 'mail' | 'FTP';
  peer: string;
  port: number;
  time: number;
  flow: number;
  /** Subject or file name. */
  label: string;
}

/** Letters and digits only, so that `USER-PC` is found in `PW_admin-USER-PC_2024.html`. */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '');

/**
 * Theft of small things: a program asks the world for its own address, then delivers something by mail or FTP from a
 * host that is no mail server. Volume says nothing here. A delivery named after the host it comes from is the habit
 * of stealers that sort their loot.
 */
export class CredentialTheft implements Signal {
  readonly #questions = new BoundedMap<string, Question>(2048);
  readonly #deliveries: Delivery[] = [];

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind === 'dns') this.#ask(record.qname, record.time, ends.id);
    else if (record.kind === 'tls') this.#ask(record.sni, record.time, ends.id);
    else if (record.kind === 'http') this.#ask(record.host.replace(/:\d{1,5}$/, ''), record.time, ends.id);
    else if (record.kind === 'smtp') {
      if (record.from !== '' || record.to.length > 0 || record.auth)
        this.#deliver('mail', record.subject, record.time, ends);
    } else if (
      record.kind === 'ftp' &&
      (record.command === 'STOR' || record.command === 'APPE' || record.command === 'STOU')
    )
      this.#deliver('FTP', record.argument, record.time, ends);
  }

  assess(context: SignalContext): AlertDraft[] {
    const limits = context.thresholds.credentialTheft;
    const questions = [...this.#questions.entries.values()].filter((question) =>
      nameIsUnder(question.name, limits.addressServices),
    );
    const drafts: AlertDraft[] = [];
    const lookup = questions[0];
    if (lookup !== undefined) drafts.push(this.#lookup(questions, context));
    const peers = new Set(this.#deliveries.map((delivery) => `${delivery.by} ${delivery.peer}`));
    for (const key of peers) {
      const mine = this.#deliveries.filter((delivery) => `${delivery.by} ${delivery.peer}` === key);
      const draft = this.#delivery(key, mine, questions, context);
      if (draft !== null) drafts.push(draft);
    }
    return drafts;
  }

  #ask(name: string, time: number, flow: number): void {
    if (name === '') return;
    // Which names matter is only known when the settings are: all distinct ones are kept, to a bound.
    const question = this.#questions.obtain(name, () => ({ name, time, flow }));
    if (question !== undefined && time < question.time) question.time = time;
  }

  #deliver(by: Delivery['by'], label: string, time: number, ends: Ends): void {
    if (this.#deliveries.length < MAX_DELIVERIES)
      this.#deliveries.push({ by, peer: ends.dst, port: ends.dport, time, flow: ends.id, label });
  }

  #lookup(questions: Question[], context: SignalContext): AlertDraft {
    const flows = new FlowList();
    for (const question of questions) flows.addAt(question.flow, question.time, question.time);
    return {
      type: 'address-lookup',
      key: 'lookup',
      title: 'Asked a service for its public address',
      why: `Asked ${sayList(questions.map((question) => question.name))}, which tells a caller its public address: ordinary for some programs, a habit of malware.`,
      techniques: ['T1016.001', 'T1016'],
      score: context.thresholds.credentialTheft.lookupScore,
      peers: [],
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host }),
    };
  }

  #delivery(key: string, deliveries: Delivery[], questions: Question[], context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.credentialTheft;
    const [first] = deliveries;
    if (first === undefined || context.scopeOf(first.peer) !== 'outside') return null;
    if (first.by === 'mail' && context.isMailServer) return null;
    const earliest = Math.min(...deliveries.map((delivery) => delivery.time));
    const latest = Math.max(...deliveries.map((delivery) => delivery.time));
    const asked = questions.find((question) => question.time <= latest && earliest - question.time <= limits.window);
    const named = deliveries.find((delivery) =>
      context.ownNames.some((name) => plain(name).length >= 4 && plain(delivery.label).includes(plain(name))),
    );
    if (asked === undefined && named === undefined && first.by === 'mail') return null;
    const score = clampScore(
      (first.by === 'FTP' ? 0.3 : 0.2) + (asked === undefined ? 0 : 0.5) + (named === undefined ? 0 : 0.35),
    );
    const flows = new FlowList();
    for (const delivery of deliveries) flows.addAt(delivery.flow, delivery.time, delivery.time);
    return {
      type: 'credential-theft',
      key,
      title: `Delivered something by ${first.by} after asking who it is`,
      why: `${asked === undefined ? '' : `Asked ${asked.name} for its public address and ${saySpan(Math.max(0, earliest - asked.time))} later `}sent ${deliveries.length === 1 ? 'one delivery' : `${deliveries.length} deliveries`} by ${first.by} to ${first.peer}:${first.port}${named === undefined ? '' : `, named after this host (“${named.label.slice(0, 80)}”)`}; the host is no mail server.`,
      techniques: ['T1048.003', 'T1016.001', 'T1552'],
      score,
      peers: [first.peer],
      firstSeen: Math.min(earliest, asked?.time ?? earliest),
      lastSeen: latest,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host, dst: first.peer }),
    };
  }
}

/** See {@link CredentialTheft}. */
export const credentialTheft: SignalKind = {
  name: 'credential-theft',
  sides: ['client'],
  flows: false,
  records: ['dns', 'tls', 'http', 'smtp', 'ftp'],
  events: false,
  create: () => new CredentialTheft(),
};
