import { BoundedSet } from '../bounded-set.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { kindOfAddress } from '../../personas/address.ts';
import { sayCount, sayList, saySpan } from '../say.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** Mail as bots send it: straight to many servers, under many senders, greeting with somebody else's address. */
export class Spam implements Signal {
  readonly #servers = new BoundedSet<string>(1024);
  readonly #senders = new BoundedSet<string>(256);
  readonly #recipients = new BoundedSet<string>(2048);
  readonly #flows = new FlowList();
  readonly #peers = new Set<string>();
  #greeting = '';
  #clearLogin = false;
  #direct = 0;

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind !== 'smtp') return;
    this.#servers.add(ends.dst);
    if (this.#peers.size < 64) this.#peers.add(ends.dst);
    if (ends.dport === 25) this.#direct++;
    if (record.from !== '') this.#senders.add(record.from.toLowerCase());
    for (const recipient of record.to) this.#recipients.add(recipient.toLowerCase());
    const literal = /^\[?([0-9a-f.:]{7,45})\]?$/i.exec(record.helo)?.[1] ?? '';
    if (literal !== '' && literal !== ends.src && kindOfAddress(literal) === 'public') this.#greeting = literal;
    if (record.auth && !record.startTls) this.#clearLogin = true;
    this.#flows.addAt(ends.id, record.time, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const limits = context.thresholds.spam;
    const outside = [...this.#servers.values].filter((server) => context.scopeOf(server) === 'outside');
    if (outside.length === 0 || context.isMailServer) return [];
    const reasons: string[] = [];
    let rest = 1;
    const add = (weight: number, reason: string): void => {
      rest *= 1 - weight;
      reasons.push(reason);
    };
    if (outside.length >= limits.minServers && this.#direct > 0)
      add(
        gradeByLog(outside.length, limits.minServers, limits.minServers * 8, 0.6, 0.85),
        `to ${sayCount(outside.length, 'mail server')} directly`,
      );
    if (this.#senders.size >= limits.minSenders) add(0.4, `under ${sayCount(this.#senders.size, 'sender')}`);
    if (this.#recipients.size >= limits.minRecipients)
      add(
        gradeByLog(this.#recipients.size, limits.minRecipients, limits.minRecipients * 10, 0.4, 0.7),
        `to ${sayCount(this.#recipients.size, 'recipient')}`,
      );
    if (this.#greeting !== '')
      add(limits.foreignGreeting, `greeting as ${this.#greeting}, an address that is not its own`);
    if (this.#clearLogin && reasons.length > 0) add(limits.clearLogin, 'logging in without encryption');
    const score = clampScore(1 - rest);
    if (score < limits.minScore) return [];
    const { first, last, ids, count } = this.#flows;
    return [
      {
        type: 'spam',
        key: 'smtp',
        title: 'Sends mail like a bot',
        why: `Mail from a host that is no mail server ${reasons.join(', ')}, in ${saySpan(last - first)} (${sayList(outside, 2)}).`,
        techniques: ['T1566', 'T1071.003'],
        score,
        peers: [...this.#peers],
        firstSeen: first,
        lastSeen: last,
        flows: ids,
        flowCount: count,
        filter: flowFilter({ src: context.host, service: 'smtp' }),
      },
    ];
  }
}

/** See {@link Spam}. */
export const spam: SignalKind = {
  name: 'spam',
  sides: ['client'],
  flows: false,
  records: ['smtp'],
  events: false,
  create: () => new Spam(),
};
