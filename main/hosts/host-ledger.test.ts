import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VmFacts, VmState } from '../telemetry/vm-facts.ts';
import { HostLedger, type Machine } from './host-ledger.ts';
import type { HostReport } from './host-report.ts';
import { uuidOf, vmFacts } from './vm-facts.test-support.ts';

type Told = [host: string, report: Omit<HostReport, 'time'>];

/** A ledger after reports, one a second. */
function ledgerOf(...told: Told[]): HostLedger {
  const ledger = new HostLedger();
  for (const [index, [host, report]] of told.entries())
    ledger.take(host, { ...report, time: (index + 1) * 1e6 } as HostReport);
  return ledger;
}

const vm = (host: string, state: VmState = 'running', parts: Partial<VmFacts> = {}): Told => [
  host,
  { type: 'vm', vm: vmFacts(1, { host, state, ...parts }) } as Omit<HostReport, 'time'>,
];
const gone = (host: string): Told => [
  host,
  { type: 'vm-gone', uuid: uuidOf(1), reason: '' } as Omit<HostReport, 'time'>,
];
const inventory = (host: string, ...vms: VmFacts[]): Told => [
  host,
  { type: 'inventory', vms, networks: [] } as Omit<HostReport, 'time'>,
];
const hung = (host: string, is = true): Told => [
  host,
  { type: 'hung', uuid: uuidOf(1), hung: is } as Omit<HostReport, 'time'>,
];
const the = (ledger: HostLedger): Machine | undefined => ledger.machines.get(uuidOf(1));

/** All ways to put two lists into one that keeps the order of each. */
function interleavings<T>(left: readonly T[], right: readonly T[]): T[][] {
  const [first, ...restLeft] = left;
  const [other, ...restRight] = right;
  if (first === undefined) return [[...right]];
  if (other === undefined) return [[...left]];
  return [
    ...interleavings(restLeft, right).map((rest) => [first, ...rest]),
    ...interleavings(left, restRight).map((rest) => [other, ...rest]),
  ];
}

describe('a VM', () => {
  test('is the same after a rename, a stop and a start', () => {
    const ledger = ledgerOf(
      vm('one'),
      vm('one', 'shutoff', { name: 'renamed' }),
      vm('one', 'running', { name: 'renamed' }),
    );
    expect(ledger.machines.size).toBe(1);
    expect(the(ledger)).toMatchObject({
      facts: { name: 'renamed', state: 'running' },
      firstSeen: 1e6,
      lastSeen: 3e6,
      moves: [],
    });
  });

  test('that an inventory does not name is gone, and comes back as itself', () => {
    const left = ledgerOf(inventory('one', vmFacts(1), vmFacts(2)), inventory('one', vmFacts(2)));
    expect(the(left)).toMatchObject({ gone: true });
    expect(left.present()).toHaveLength(1);
    const back = ledgerOf(inventory('one', vmFacts(1)), inventory('one'), inventory('one', vmFacts(1)));
    expect(the(back)).toMatchObject({ gone: false, firstSeen: 1e6, moves: [] });
  });

  test('an inventory of one host says nothing of the VMs of another', () => {
    expect(the(ledgerOf(vm('one'), inventory('two')))).toMatchObject({ gone: false });
  });

  test('hangs by the word of the host that has it alone, and no more once it is gone', () => {
    expect(the(ledgerOf(vm('one'), hung('one')))).toMatchObject({ hung: true });
    expect(the(ledgerOf(vm('one'), hung('two')))).toMatchObject({ hung: false });
    expect(the(ledgerOf(vm('one'), hung('one'), gone('one')))).toMatchObject({ hung: false, gone: true });
    expect(the(ledgerOf(vm('one'), gone('one'), hung('one')))).toMatchObject({ hung: false });
    expect(ledgerOf(hung('one')).machines.size).toBe(0);
  });

  test('is sampled by the host that has it', () => {
    const samples = (host: string, at: number): Told => {
      const batch = { tier: 'interfaces' as const, time: at, at, epoch: 'a', took: 7, samples: [{ uuid: uuidOf(1) }] };
      return [host, { type: 'samples', batch } as Omit<HostReport, 'time'>];
    };
    expect(the(ledgerOf(vm('one'), samples('two', 2), samples('one', 3), samples('two', 4)))?.lastSample).toBe(3e6);
    expect(ledgerOf(samples('one', 1)).hosts.get('one')).toMatchObject({ pollTook: 7, state: 'connecting' });
  });
});

describe('a VM that moves', () => {
  // What the host it leaves and the host it comes to may tell, in their own order.
  const leaves: Record<string, Told[]> = {
    'forgotten by its old host': [vm('one', 'running'), gone('one')],
    'kept by its old host, off': [vm('one', 'running'), vm('one', 'shutoff')],
    'paused, told by inventory': [vm('one', 'paused'), inventory('one')],
    'said to run until the end': [inventory('one', vmFacts(1)), vm('one', 'blocked'), gone('one')],
  };
  const comes: Record<string, Told[]> = {
    'from paused': [vm('two', 'paused'), vm('two', 'running')],
    'at once': [vm('two', 'running')],
    'by inventory': [inventory('two', vmFacts(1, { host: 'two' })), inventory('two', vmFacts(1, { host: 'two' }))],
  };
  const table = Object.entries(leaves).flatMap(([how, left]) =>
    Object.entries(comes).map(([way, came]) => [how, way, left, came] as const),
  );
  test.each(table)('%s, coming %s, is on its new host in whatever order they tell', (_how, _way, left, came) => {
    for (const order of interleavings(left, came)) {
      const machine = the(ledgerOf(vm('one'), ...order));
      expect(machine, JSON.stringify(order)).toMatchObject({
        gone: false,
        facts: { host: 'two', state: 'running' },
        firstSeen: 1e6,
      });
      expect(machine?.moves.map(({ from, to }) => `${from} ${to}`)).toEqual(['one two']);
    }
  });

  test('and fails stays where it was', () => {
    for (const order of interleavings(
      [vm('one', 'paused'), vm('one', 'running')],
      [vm('two', 'paused'), gone('two')],
    )) {
      expect(the(ledgerOf(vm('one'), ...order))).toMatchObject({ gone: false, facts: { host: 'one' }, moves: [] });
    }
  });

  test('and comes back is again where it was; its moves are kept, the newest', () => {
    const there = [vm('two', 'running'), vm('one', 'shutoff')];
    const back = [vm('one', 'running'), gone('two')];
    const machine = the(ledgerOf(vm('one'), ...Array.from({ length: 30 }, () => [...there, ...back]).flat()));
    expect(machine).toMatchObject({ gone: false, facts: { host: 'one' } });
    expect(machine?.moves).toHaveLength(32);
    expect(machine?.moves.at(-1)).toMatchObject({ from: 'two', to: 'one' });
  });

  test('is not thrown to and fro by two hosts that both say that it runs', () => {
    const both = [vm('one'), vm('two')];
    const ledger = ledgerOf(...both, ...both, ...both);
    expect(the(ledger)?.moves).toHaveLength(1);
  });

  test('off on its old host is there again when its new host is no longer watched', () => {
    const ledger = ledgerOf(vm('one'), vm('two'), vm('one', 'shutoff'));
    ledger.forgetHost('two');
    expect(the(ledger)).toMatchObject({ gone: false, facts: { host: 'one', state: 'shutoff' } });
    ledger.forgetHost('one');
    expect(ledger.machines.size + ledger.hosts.size).toBe(0);
  });
});

describe('a host', () => {
  test('has a state since it changed, and keeps what it said of itself', () => {
    const state = (name: string, daemon: string): Told => [
      'one',
      { type: 'state', state: name, daemon, failure: null, retryAt: null, attempt: 2 } as Omit<HostReport, 'time'>,
    ];
    const ledger = ledgerOf(state('connecting', ''), state('up', 'libvirt 9'), state('up', ''), state('stale', ''));
    expect(ledger.hosts.get('one')).toMatchObject({ state: 'stale', since: 4e6, daemon: 'libvirt 9', attempt: 2 });
    expect(ledger.nameOf('one')).toBe('one');
    ledger.name('one', 'Rack 4');
    expect(ledger.nameOf('one')).toBe('Rack 4');
  });
});

describe('what was kept', () => {
  test('is known but not there until its host tells of it, with its past', () => {
    const before = the(ledgerOf(vm('one'), vm('two')));
    const ledger = new HostLedger();
    ledger.restore(before as Machine);
    expect(the(ledger)).toMatchObject({ gone: true, firstSeen: 1e6 });
    expect(ledger.present()).toEqual([]);
    ledger.take('two', { type: 'vm', time: 9e6, vm: vmFacts(1, { host: 'two' }) });
    expect(the(ledger)).toMatchObject({ gone: false, firstSeen: 1e6, lastSeen: 9e6, moves: [{ to: 'two' }] });
  });

  test('is bounded: of VMs that are gone the newest are remembered', () => {
    const ledger = new HostLedger();
    const [first] = [...ledgerOf(vm('one')).machines.values()];
    for (let number = 1; number <= 2100; number++) {
      const facts = { ...vmFacts(1), uuid: uuidOf(number) };
      ledger.restore({ ...(first as Machine), facts, lastSeen: number });
    }
    expect(ledger.machines.size).toBe(2000);
    expect(ledger.machines.has(uuidOf(100))).toBe(false);
    expect(ledger.machines.has(uuidOf(101))).toBe(true);
  });
});

const hosts = ['one', 'two', 'three'];
const factsArb = fc
  .record({
    number: fc.integer({ min: 1, max: 12 }),
    state: fc.constantFrom<VmState>('running', 'blocked', 'paused', 'shutoff', 'crashed', 'unknown'),
    name: fc.constantFrom('web', 'db', '', '__proto__', '\u202Eevil'),
  })
  .map(({ number, state, name }) => vmFacts(number, { state, name }));
const uuidArb = fc.integer({ min: 1, max: 14 }).map(uuidOf);
const reportArb: fc.Arbitrary<Omit<HostReport, 'time'>> = fc.oneof(
  fc.record({ type: fc.constant('vm' as const), vm: factsArb }),
  fc.record({
    type: fc.constant('inventory' as const),
    vms: fc.uniqueArray(factsArb, { selector: ({ uuid }) => uuid, maxLength: 6 }),
    networks: fc.constant([]),
  }),
  fc.record({ type: fc.constant('vm-gone' as const), uuid: uuidArb, reason: fc.constant('') }),
  fc.record({ type: fc.constant('hung' as const), uuid: uuidArb, hung: fc.boolean() }),
  fc.record({
    type: fc.constant('tick' as const),
    answered: fc.nat(9),
    total: fc.nat(9),
    late: fc.nat(9),
  }),
);

test('ten thousand events of hosts: one VM by UUID, on a host that claims it, where it runs if it runs anywhere', () => {
  const eventArb = fc.tuple(fc.constantFrom(...hosts), reportArb, fc.integer({ min: -5, max: 50 }));
  fc.assert(
    fc.property(fc.array(eventArb, { minLength: 200, maxLength: 200 }), (events) => {
      const ledger = new HostLedger();
      /** What each host said last of each VM it has. */
      const said = new Map<string, Map<string, VmFacts>>(hosts.map((host) => [host, new Map()]));
      let time = 1e9;
      let version = -1;
      const broken = new Set<string>();
      for (const [host, report, step] of events) {
        // The wall clock may step back.
        time += step;
        ledger.take(host, { ...report, time } as HostReport);
        const own = said.get(host);
        if (report.type === 'inventory') own?.clear();
        if ('vms' in report) for (const facts of report.vms as VmFacts[]) own?.set(facts.uuid, facts);
        if ('vm' in report) own?.set((report.vm as VmFacts).uuid, report.vm as VmFacts);
        if (report.type === 'vm-gone' && 'uuid' in report) own?.delete(report.uuid as string);
        if (ledger.version < version) broken.add('version grows');
        version = ledger.version;
        for (const [uuid, machine] of ledger.machines) {
          const claims = hosts.flatMap((name) => said.get(name)?.get(uuid) ?? []);
          const own = said.get(machine.facts.host)?.get(uuid);
          const runs = ({ state }: VmFacts): boolean => state === 'running' || state === 'blocked';
          const rules = {
            'keyed by UUID': machine.facts.uuid === uuid,
            'gone when no host has it': machine.gone === (claims.length === 0),
            'gone and hung at once': !(machine.gone && machine.hung),
            'as its host said':
              machine.gone || JSON.stringify(machine.facts) === JSON.stringify({ ...own, host: machine.facts.host }),
            'where it runs': machine.gone || !claims.some(runs) || runs(machine.facts),
            'few moves': machine.moves.length <= 32,
          };
          for (const [rule, holds] of Object.entries(rules)) if (!holds) broken.add(rule);
        }
      }
      expect(broken).toEqual(new Set());
    }),
    { numRuns: 50 },
  );
});
