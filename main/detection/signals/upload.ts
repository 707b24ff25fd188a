import { BoundedMap } from '../bounded-map.ts';
import { nameIsUnder } from '../context-weight.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore, gradeByLog } from '../grade.ts';
import { sayBytes, saySpan } from '../say.ts';
import type { Flow } from '../../telemetry/flow.ts';
import type { AlertDraft, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

interface Peer {
  out: number;
  in: number;
  service: string;
  port: number;
  flows: FlowList;
}

/**
 * Large exfiltration: far more sent to one outside peer than came back. Ordinary uploads look the same, so the volume
 * alone is only suspicious; a channel that no upload uses (ICMP, DNS, unknown protocols on odd ports, clear FTP) adds.
 */
export class Upload implements Signal {
  readonly #peers = new BoundedMap<string, Peer>(2048);

  flow(flow: Flow, _side: Side): void {
    if (flow.transport === 'arp') return;
    // Peers that never got more than they gave need no account.
    if (flow.out.payload < 4096 || flow.out.payload < flow.in.payload) {
      const known = this.#peers.entries.get(flow.dst);
      if (known !== undefined) known.in += flow.in.payload;
      return;
    }
    const peer = this.#peers.obtain(flow.dst, () => ({ out: 0, in: 0, service: '', port: 0, flows: new FlowList() }));
    if (peer !== undefined) add(peer, flow);
  }

  assess(context: SignalContext): AlertDraft[] {
    const limits = context.thresholds.upload;
    const drafts: AlertDraft[] = [];
    for (const [dst, settled] of this.#peers.entries) {
      let peer = settled;
      for (const { flow, side } of context.openFlows) {
        if (side !== 'client' || flow.dst !== dst) continue;
        if (peer === settled) peer = { ...settled, flows: FlowList.join([settled.flows]) };
        add(peer, flow);
      }
      if (peer.out < limits.minBytes || peer.out < limits.minRatio * peer.in) continue;
      if (context.scopeOf(dst) !== 'outside') continue;
      const name = context.nameOf(dst);
      if (name !== '' && nameIsUnder(name, limits.knownNames)) continue;
      const usual = ['tls', 'ssl', 'quic', 'http', 'ssh', 'smtp'].includes(peer.service);
      const nameless = name === '' && peer.service !== 'ssh';
      const score = clampScore(
        gradeByLog(peer.out, limits.minBytes, limits.manyBytes, 0.3, 0.55) +
          (usual ? 0 : 0.2) +
          (nameless ? 0.1 : 0) +
          (peer.out > 500 * peer.in ? 0.08 : 0),
      );
      drafts.push({
        type: 'upload',
        key: dst,
        title: `Large upload to ${name === '' ? dst : name}`,
        why: `Sent ${sayBytes(peer.out)} to ${name === '' ? '' : `${name}, `}${dst} (${peer.service === '' ? `port ${peer.port}` : peer.service}) and received ${sayBytes(peer.in)} in ${saySpan(peer.flows.last - peer.flows.first)}.`,
        techniques: usual ? ['T1048.002', 'T1567'] : ['T1048.003', 'T1041'],
        score,
        peers: [dst],
        firstSeen: peer.flows.first,
        lastSeen: peer.flows.last,
        flows: peer.flows.ids,
        flowCount: peer.flows.count,
        filter: flowFilter({ src: context.host, dst }),
      });
    }
    return drafts;
  }
}

function add(peer: Peer, flow: Flow): void {
  if (flow.out.payload > peer.out / 2) {
    peer.service = flow.service;
    peer.port = flow.dport;
  }
  peer.out += flow.out.payload;
  peer.in += flow.in.payload;
  peer.flows.add(flow);
}

/** See {@link Upload}. */
export const upload: SignalKind = {
  name: 'upload',
  sides: ['client'],
  flows: true,
  records: [],
  events: false,
  readsOpenFlows: true,
  create: () => new Upload(),
};
