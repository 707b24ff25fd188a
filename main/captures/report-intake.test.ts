import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agentHello, agentStatus, agentThread } from '../hosts/agents/agent-records.test-support.ts';
import { HostLedger, type Machine } from '../hosts/host-ledger.ts';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import { SessionStore } from '../store/session-store.ts';
import type { AgentRecord } from '../telemetry/agent-report.ts';
import type { HostEvent } from '../telemetry/host-event.ts';
import type { Observation } from '../telemetry/observation.ts';
import { EventIntake } from './event-intake.ts';
import { ReportIntake } from './report-intake.ts';
import { StoreKeeper } from './store-keeper.ts';

const SECOND = 1e6;
const START = 1_795_700_000 * SECOND;
const uuid = uuidOf(1);

let store: SessionStore;
let observed: Observation[];
let ledger: HostLedger;
let intake: ReportIntake;
let events: EventIntake;

beforeEach(() => {
  store = new SessionStore(':memory:');
  store.begin();
  observed = [];
  ledger = new HostLedger();
  const keeper = new StoreKeeper({ store, now: () => 0, isWatch: () => true, remark: () => {} });
  const to = { keeper, observe: (observation: Observation) => void observed.push(observation), reach: () => {} };
  events = new EventIntake(to);
  intake = new ReportIntake({ ...to, ledger, event: (event) => events.take(event) });
  intake.take('one', { type: 'inventory', time: START, vms: [vmFacts(1)], networks: [] });
});
afterEach(() => store.close());

function tell(records: AgentRecord[], time = START, of = uuid): void {
  intake.take('one', { type: 'agents', time, agents: [{ uuid: of, records }] });
}

const exec: AgentRecord = {
  kind: 'event',
  event: {
    time: START,
    thread: agentThread,
    uid: 33,
    detail: {
      kind: 'exec',
      program: '/bin/ls',
      argv: ['ls'],
      parentPid: 1,
      parentStart: 1,
      parentName: 'sh',
      sha256: '',
    },
  },
};
const dup: AgentRecord = {
  kind: 'event',
  event: { time: START, thread: agentThread, uid: 33, detail: { kind: 'dup', descriptor: 0 } },
};
const stored = (): HostEvent[] => [...store.eachEvent()].map((body) => JSON.parse(body) as HostEvent);

describe('what agents tell', () => {
  it('is observed record by record, in its order, with the time it came', () => {
    const records: AgentRecord[] = [
      { kind: 'hello', hello: agentHello },
      { kind: 'status', status: agentStatus },
      exec,
    ];
    tell(records, START + 5);
    expect(observed.filter(({ kind }) => kind === 'agent')).toEqual(
      records.map((record) => ({ kind: 'agent', uuid, time: START + 5, record })),
    );
  });

  it('of a VM that no host told of is not taken', () => {
    tell([exec], START, uuidOf(9));
    expect(observed.some(({ kind }) => kind === 'agent')).toBe(false);
    expect(stored()).toEqual([]);
  });

  it('becomes lines of the list of events, which rules of feeds are asked about, and records for the twin', () => {
    tell([exec, dup]);
    expect(stored().map(({ title }) => title)).toEqual(['process started: ls', 'descriptor 0 became a connection']);
    expect(observed.filter(({ kind }) => kind === 'event')).toHaveLength(2);
    expect(observed.filter(({ kind }) => kind === 'agent')).toHaveLength(2);
    expect(events.count).toBe(2);
  });

  it('is kept within a quota of each VM, and observed all the same', () => {
    intake.take('one', { type: 'vm', time: START, vm: vmFacts(2) });
    for (let batch = 0; batch < 10; batch += 1)
      tell(
        Array.from({ length: 200 }, () => exec),
        START + batch * 1000,
      );
    expect(stored()).toHaveLength(500);
    expect(observed.filter(({ kind }) => kind === 'agent')).toHaveLength(2000);
    tell([exec], START, uuidOf(2));
    expect(stored()).toHaveLength(501);
    tell([exec], START + 5 * SECOND);
    expect(stored()).toHaveLength(502);
  });

  it('is known again after a restart: who the agent was', () => {
    tell([{ kind: 'hello', hello: agentHello }]);
    const again = new HostLedger();
    for (const body of store.listMachines()) again.restore(JSON.parse(body) as Machine);
    expect(again.agents.of(uuid)).toEqual({ hello: agentHello, status: null, lastHeard: START });
    expect(again.machines.get(uuid)).not.toHaveProperty('agent');
    again.forgetHost('one');
    expect(again.agents.of(uuid)).toBeUndefined();
  });
});
