import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { sayCount, sayList } from '../say.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** Calls that only the pool makes: who receives them is the miner, whichever side was seen first. */
const POOL_CALLS = new Set([
  'mining.notify',
  'mining.set_target',
  'mining.set_difficulty',
  'mining.set_extranonce',
  'job',
]);

interface Pool {
  peer: string;
  port: number;
  calls: number;
  methods: Set<string>;
  mines: boolean;
  flows: FlowList;
}

/** Mining: the protocol of a pool, recognised by what is said and not by the port. */
export class Mining implements Signal {
  readonly #pools = new BoundedMap<string, Pool>(64);

  record(record: L7Record, ends: Ends, side: Side): void {
    if (record.kind !== 'mining') return;
    const peer = side === 'client' ? ends.dst : ends.src;
    const pool = this.#pools.obtain(peer, () => ({
      peer,
      port: side === 'client' ? ends.dport : ends.sport,
      calls: 0,
      methods: new Set<string>(),
      mines: side === 'client',
      flows: new FlowList(),
    }));
    if (pool === undefined) return;
    pool.calls++;
    if (pool.methods.size < 16 && record.method !== '') pool.methods.add(record.method);
    pool.flows.addAt(ends.id, record.time, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const drafts: AlertDraft[] = [];
    for (const [key, pool] of this.#pools.entries) {
      const methods = [...pool.methods].sort();
      // A server with an outside miner at the other end is the pool, unless only a pool's calls were seen.
      if (
        !pool.mines &&
        (context.scopeOf(pool.peer) !== 'outside' || !methods.some((method) => POOL_CALLS.has(method)))
      )
        continue;
      drafts.push({
        type: 'mining',
        key,
        title: `Mines for ${context.nameOf(pool.peer) === '' ? pool.peer : context.nameOf(pool.peer)}`,
        why: `${sayCount(pool.calls, 'call')} of a mining protocol (${sayList(methods, 4)}) with ${pool.peer}:${pool.port}.`,
        techniques: ['T1496'],
        score: pool.calls >= context.thresholds.mining.minCalls ? 0.93 : 0.75,
        peers: [pool.peer],
        firstSeen: pool.flows.first,
        lastSeen: pool.flows.last,
        flows: pool.flows.ids,
        flowCount: pool.flows.count,
        filter: flowFilter({ src: context.host, dst: pool.peer }),
      });
    }
    return drafts;
  }
}

/** See {@link Mining}. */
export const mining: SignalKind = {
  name: 'mining',
  sides: ['client', 'server'],
  flows: false,
  records: ['mining'],
  events: false,
  create: () => new Mining(),
};
