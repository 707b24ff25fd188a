import { createFlow } from '../../captures/import/create-flow.ts';
import type { ConnState, Flow, L7Record } from '../../telemetry/flow.ts';
import type { Observation } from '../../telemetry/observation.ts';
import { type Conversation, conversations, places } from './conversations.ts';
import type { Machine } from './create-machine.ts';
import type { Fleet } from './fleet.ts';
import { draw, hash, pick } from './noise.ts';

/** The flows that ended up to a time since the call before, with what was named in them; ordered by their end. */
export type FlowSource = (time: number) => Observation[];

const GATEWAY = '52:54:00:00:00:01';
/** Most seconds of flows made at once: after a pause the rest is left out. */
const LONGEST = 5;
const SECOND = 1e6;
/** Flows a second of a VM that scans. */
const SCAN = 30;
/** TCP flags: SYN, ACK, PSH, FIN; a lone SYN; RST with ACK. */
const TALKED = 27;
const ASKED = 2;
const REFUSED = 20;

interface End {
  address: string;
  mac: string;
}

/**
 * Makes the flows of a fleet: who talks to whom follows from roles and groups, how much from the load of the VMs.
 * A few hundred a second for a thousand VMs in their busy hours.
 */
export function createFlowSource(fleet: Fleet, seed: number, nextFlowId: () => number): FlowSource {
  const peers = groupPeers(fleet.machines);
  let last = -1;

  const peerOf = (machine: Machine, role: string, random: number): End | null => {
    if (role === 'visitors') {
      return { address: `203.0.113.${1 + Math.floor(random * 250)}`, mac: GATEWAY };
    }
    if (role === 'outside') {
      // Some places are favourites: a VM goes to few, again and again.
      const own = (machine.index * 5 + Math.floor(random ** 3 * 4)) % places.length;
      return { address: pick(places, own / places.length).address, mac: GATEWAY };
    }
    const near = peers.get(`${machine.group} ${role}`) ?? peers.get(role) ?? [];
    const running = near.filter(({ index }) => fleet.runs(index) && index !== machine.index);
    return running.length > 0 ? pick(running, random) : null;
  };

  const talk = (machine: Machine, conversation: Conversation, end: number, salt: number): Observation[] => {
    const peer = peerOf(machine, conversation.with, draw(seed, machine.index, salt));
    if (!peer) return [];
    const [from, to] = conversation.begins ? [machine, peer] : [peer, machine];
    const size = 0.3 + draw(seed, machine.index, salt + 1) ** 2 * 2.1;
    const id = nextFlowId();
    const flow = makeFlow(id, from, to, {
      transport: conversation.transport,
      sport: 32_768 + (hash(seed, machine.index, salt + 2) % 28_000),
      dport: conversation.port,
      start: end - Math.round(conversation.seconds * size * SECOND),
      end,
      sends: Math.round(conversation.sends * size),
      gets: Math.round(conversation.gets * size),
      state: 'SF',
      service: conversation.service,
    });
    const named = nameIn(flow, draw(seed, machine.index, salt + 3));
    return [...(named ? [{ kind: 'record' as const, record: named }] : []), { kind: 'flow', flow, final: true }];
  };

  const misbehave = (machine: Machine, second: number, end: number): Observation[] => {
    const outside = (address: string): End => ({ address, mac: GATEWAY });
    const base = { transport: 'tcp' as const, sport: 40_000 + (second % 20_000), end };
    switch (fleet.incidentOf(machine.index)) {
      case 'mining': {
        if (second % 10 !== 0) return [];
        const id = nextFlowId();
        const flow = makeFlow(id, machine, outside('203.0.113.254'), {
          ...base,
          dport: 3333,
          start: end - 9 * SECOND,
          sends: 700,
          gets: 900,
          state: 'S1',
          service: 'stratum',
        });
        const record = {
          kind: 'mining' as const,
          flow: id,
          time: flow.start,
          method: 'mining.submit',
          login: 'worker1',
        };
        return [
          { kind: 'record', record },
          { kind: 'flow', flow, final: true },
        ];
      }
      case 'scan':
        return Array.from({ length: SCAN }, (_, index) => {
          const target = pick(fleet.machines, draw(seed, second * SCAN + index, 31));
          const closed = index % 3 !== 0;
          const flow = makeFlow(nextFlowId(), machine, target, {
            ...base,
            sport: base.sport + index,
            dport: pick([22, 80, 443, 445, 3306, 3389, 5432, 5900, 6379, 8080], draw(seed, second, index)),
            start: end - 900 + index,
            end: end - 600 + index,
            sends: 0,
            gets: 0,
            state: closed ? 'REJ' : 'S0',
            service: '',
          });
          return { kind: 'flow' as const, flow, final: true };
        });
      case 'upload': {
        if (second % 5 !== 0) return [];
        const shape = { dport: 443, start: end - 4.5 * SECOND, sends: 19_000_000, gets: 24_000, state: 'SF' as const };
        const flow = makeFlow(nextFlowId(), machine, outside('203.0.113.77'), { ...base, ...shape, service: 'tls' });
        return [{ kind: 'flow', flow, final: true }];
      }
      default:
        return [];
    }
  };

  return (time) => {
    const second = Math.floor(time / SECOND);
    if (last < 0) last = second - 1;
    const observations: Observation[] = [];
    for (let at = Math.max(last + 1, second - LONGEST + 1); at <= second; at += 1) {
      const end = at * SECOND;
      for (const machine of fleet.machines) {
        if (!fleet.runs(machine.index) || fleet.hangs(machine.index)) continue;
        const wanted = machine.profile.flows * Math.min(1, fleet.loadOf(machine.index) * 2 + 0.05);
        const salt = (at % 100_000_000) * 16;
        const count = Math.floor(wanted + draw(seed, machine.index, salt));
        for (let flow = 0; flow < count; flow += 1) {
          const conversation = choose(machine, draw(seed, machine.index, salt + 4 * flow + 5));
          if (conversation) observations.push(...talk(machine, conversation, end, salt + 4 * flow + 6));
        }
        observations.push(...misbehave(machine, at, end));
      }
    }
    last = Math.max(last, second);
    return observations;
  };
}

function groupPeers(machines: readonly Machine[]): Map<string, Machine[]> {
  const peers = new Map<string, Machine[]>();
  for (const machine of machines) {
    for (const key of [machine.profile.role, `${machine.group} ${machine.profile.role}`]) {
      const others = peers.get(key);
      if (others) others.push(machine);
      else peers.set(key, [machine]);
    }
  }
  return peers;
}

function choose(machine: Machine, random: number): Conversation | null {
  const all = conversations[machine.profile.role] ?? [];
  let left = random * all.reduce((sum, { share }) => sum + share, 0);
  for (const conversation of all) {
    left -= conversation.share;
    if (left < 0) return conversation;
  }
  return null;
}

interface FlowShape {
  transport: 'tcp' | 'udp';
  sport: number;
  dport: number;
  start: number;
  end: number;
  sends: number;
  gets: number;
  state: ConnState;
  service: string;
}

function makeFlow(id: number, from: End, to: End, shape: FlowShape): Flow {
  const { sends, gets, state, transport } = shape;
  const handshake = transport === 'tcp' ? 3 : 0;
  const header = transport === 'tcp' ? 52 : 28;
  const tcpOnly = (flags: number): number => (transport === 'tcp' ? flags : 0);
  const side = (payload: number, flags: number): { packets: number; bytes: number; payload: number; flags: number } => {
    const packets = flags === ASKED || flags === REFUSED ? 1 : handshake + Math.ceil(payload / 1448);
    return { packets, bytes: packets * header + payload, payload, flags };
  };
  const lone = state === 'S0' || state === 'REJ';
  return createFlow({
    id,
    transport,
    src: from.address,
    sport: shape.sport,
    dst: to.address,
    dport: shape.dport,
    start: shape.start,
    end: shape.end,
    state,
    out: side(sends, lone ? ASKED : tcpOnly(TALKED)),
    in: state === 'S0' ? { packets: 0, bytes: 0, payload: 0, flags: 0 } : side(gets, lone ? REFUSED : tcpOnly(TALKED)),
    service: shape.service,
    srcMac: from.mac,
    dstMac: to.mac,
  });
}

/** The name a flow tells, if it tells one. */
function nameIn(flow: Flow, random: number): L7Record | null {
  const base = { flow: flow.id, time: flow.start };
  const place = places.find(({ address }) => address === flow.dst);
  if (flow.service === 'dns') {
    const { name, address } = pick(places, random);
    const answer = { qname: name, qtype: 'A', rcode: 'NOERROR', answers: [address] };
    return {
      kind: 'dns',
      protocol: 'dns',
      ...base,
      ...answer,
      queryBytes: flow.out.payload,
      responseBytes: flow.in.payload,
    };
  }
  if (flow.service === 'tls') {
    return {
      kind: 'tls',
      ...base,
      sni: place?.name ?? 'www.fleet.example',
      alpn: ['h2'],
      version: 'TLS 1.3',
      ja3: '773906b0efdefa24a7f2b8eb6985bf37',
      ja4: 't13d1516h2_8daaf6152771_02713d6af862',
      certificate: null,
      established: true,
    };
  }
  return null;
}
