import { describe, expect, test } from 'vitest';
import type { AgentCarrier, AgentWire } from '../hosts/agents/agent-wire.ts';
import { HostLedger } from '../hosts/host-ledger.ts';
import type { HostSettings, WatchedHost } from '../hosts/host-port.ts';
import { uuidOf, vmFacts } from '../hosts/vm-facts.test-support.ts';
import type { AgentReport } from '../telemetry/agent-report.ts';
import type { VmFacts } from '../telemetry/vm-facts.ts';
import { AgentRouter } from './agent-router.ts';

const [A, B] = [uuidOf(1), uuidOf(2)];

/** Two hosts whose channels do what the test says, and a ledger of their VMs. */
function createBench() {
  const said: string[] = [];
  const wanted = new Map<string, string[]>();
  const wires = new Map<string, AgentWire>();
  const told: [string, AgentReport][] = [];
  const ledger = new HostLedger();
  let carrier: AgentCarrier | undefined;
  let tell: (report: AgentReport) => void = () => {};
  const router = new AgentRouter(
    (speaks, tells) => {
      carrier = speaks;
      tell = tells;
      return {
        opened: (uuid, how) => void said.push(`opened ${uuid} ${how}`),
        bytes: (uuid, chunk) => void said.push(`bytes ${uuid} ${chunk.length}`),
        closed: (uuid, why, detail) => void said.push(`closed ${uuid} ${why} ${detail}`.trim()),
        forget: (uuid) => void said.push(`forget ${uuid}`),
        close: () => void said.push('over'),
      };
    },
    (host, report) => void told.push([host, report]),
  );
  const makeHost = (id: string, agents: boolean): WatchedHost => {
    const every = { interfaces: 1, cpu: 1, disks: 1 };
    const settings: HostSettings = {
      id,
      uri: '',
      name: id,
      every,
      capture: false,
      capturePrefix: [],
      agents,
      paused: false,
    };
    return {
      settings,
      channels: {
        listen: (wire) => void wires.set(id, wire),
        want: (vms) =>
          void wanted.set(
            id,
            vms.map(({ name }) => name),
          ),
        send: (uuid, bytes) => void said.push(`${id} sends ${uuid} ${bytes.length}`),
        drop: (uuid, why, forMs) => void said.push(`${id} drops ${uuid} ${why} ${forMs}`),
        proven: (uuid) => void said.push(`${id} proves ${uuid}`),
      },
      captureCommand: () => null,
      connectionsCommand: () => null,
      pause: () => {},
      retry: () => {},
      close: () => Promise.resolve(),
    };
  };
  const has = (host: string, number: number, parts: Partial<VmFacts> = {}): void =>
    ledger.take(host, { type: 'vm', time: 1, vm: vmFacts(number, { channels: ['org.mien.agent.0'], ...parts }) });
  return { router, said, wanted, wires, told, ledger, makeHost, has, speaks: () => carrier!, tells: () => tell };
}

describe('channels to agents', () => {
  test('are wanted of VMs that run and have the port, on hosts where that is permitted', () => {
    const { router, wanted, ledger, makeHost, has } = createBench();
    const [one, two] = [makeHost('one', true), makeHost('two', false)];
    const adjust = (): void => router.adjust([one, two], ledger.present());
    has('one', 1);
    has('one', 2, { channels: ['org.qemu.guest_agent.0'] });
    has('one', 3, { state: 'shutoff' });
    has('one', 4, { state: 'paused' });
    has('two', 5);
    adjust();
    expect([...wanted]).toEqual([
      ['one', ['vm-1', 'vm-4']],
      ['two', []],
    ]);
    two.settings.agents = true;
    one.settings.paused = true;
    adjust();
    expect([...wanted]).toEqual([
      ['one', []],
      ['two', ['vm-5']],
    ]);
    has('two', 5, { state: 'shutoff' });
    adjust();
    expect(wanted.get('two')).toEqual([]);
  });

  test('lead what guests say to those who understand, and back over the host the VM is on', () => {
    const { router, said, wires, told, ledger, makeHost, has, speaks, tells } = createBench();
    has('one', 1);
    router.adjust([makeHost('one', true)], ledger.present());
    const wire = wires.get('one')!;
    speaks().send(A, new Uint8Array(1));
    wire.opened(A, 'libvirt channel');
    wire.bytes(A, new Uint8Array(9));
    speaks().send(A, new Uint8Array(2));
    speaks().proven(A);
    speaks().drop(A, 'garbage', 5);
    tells()({ uuid: A, records: [] });
    tells()({ uuid: B, records: [] });
    wire.closed(A, 'dropped', 'garbage');
    expect(said).toEqual([
      `opened ${A} libvirt channel`,
      `bytes ${A} 9`,
      `one sends ${A} 2`,
      `one proves ${A}`,
      `one drops ${A} garbage 5`,
      `closed ${A} dropped garbage`,
    ]);
    expect(told).toEqual([['one', { uuid: A, records: [] }]]);
  });

  test.each([
    ['the old host tells first', ['old', 'new']],
    ['the new host tells first', ['new', 'old']],
  ])('follow a VM that migrates where %s', (_name, order) => {
    const { router, said, wires, ledger, makeHost, has, speaks } = createBench();
    const hosts = [makeHost('one', true), makeHost('two', true)];
    has('one', 1);
    router.adjust(hosts, ledger.present());
    wires.get('one')!.opened(A, 'first');
    said.length = 0;
    has('two', 1);
    router.adjust(hosts, ledger.present());
    for (const which of order) {
      if (which === 'old') wires.get('one')!.closed(A, 'ended', '');
      else wires.get('two')!.opened(A, 'second');
    }
    wires.get('one')!.bytes(A, new Uint8Array(1));
    wires.get('two')!.bytes(A, new Uint8Array(2));
    speaks().send(A, new Uint8Array(3));
    expect(said).toEqual([`closed ${A} ended`, `opened ${A} second`, `bytes ${A} 2`, `two sends ${A} 3`]);
    expect([router.of('one'), router.of('two')]).toEqual([
      { wanted: 0, open: 0, failure: '' },
      { wanted: 1, open: 1, failure: '' },
    ]);
  });

  test('are counted, with why one cannot be opened', () => {
    const { router, said, wires, ledger, makeHost, has } = createBench();
    has('one', 1);
    has('one', 2);
    router.adjust([makeHost('one', true)], ledger.present());
    expect(router.of('one')).toEqual({ wanted: 2, open: 0, failure: '' });
    wires.get('one')!.closed(B, 'failed', 'Another program holds it.');
    wires.get('one')!.opened(A, '');
    expect(router.of('one')).toEqual({ wanted: 2, open: 1, failure: 'Another program holds it.' });
    wires.get('one')!.opened(B, '');
    expect(router.of('one')).toEqual({ wanted: 2, open: 2, failure: '' });
    router.forget(B);
    router.adjust([], ledger.present());
    wires.get('one')!.closed(A, 'ended', '');
    wires.get('one')!.opened(A, '');
    router.close();
    expect(said.slice(-2)).toEqual([`forget ${B}`, 'over']);
    expect(router.of('one')).toEqual({ wanted: 0, open: 0, failure: '' });
  });
});
