import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HostLedger } from '../../../main/hosts/host-ledger.ts';
import type { HostSettings, WatchedHost } from '../../../main/hosts/host-port.ts';
import { createLibvirtHostMaker } from '../../../main/hosts/io/libvirt-host.ts';
import { wallClock } from '../../../main/hosts/host-clock.ts';
import { AgentRouter, type MakeAgentEars } from '../../../main/loop/agent-router.ts';
import { hearAgents } from '../../../main/loop/io/hear-agents.ts';
import type { AgentRecord } from '../../../main/telemetry/agent-report.ts';
import { encodeAgentMessage } from '../../../native/agentlink/encode-agent-message.test-support.ts';
import { sampleHello, sampleStatus } from '../../../native/agentlink/sample-messages.test-support.ts';
import { testbed } from '../testbed.ts';
import { hostProgram, usual } from './watching.test-support.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const parser = { node: process.execPath, entry: join(root, 'app', 'parser', 'parser.ts'), codeRoot: root };
/** The agents' port inside a guest. */
export const port = '/dev/virtio-ports/org.mien.agent.0';

/** Something told by a VM's agent or about its channel, and when that was heard (`performance.now()`). */
export type Heard = AgentRecord & { heard: number };

/** Hosts whose agents are heard as the console hears them. */
export interface Hearing {
  of(uuid: string, since?: number): Heard[];
  /** How the channel of a VM is, in the words of the wire; '' before it was told. */
  link(uuid: string): string;
  router: AgentRouter;
  /** Messages that went to a guest. */
  sent(uuid: string): number;
  close(): Promise<void>;
}

/** Hears the agents of some hosts, in processes of their own, until it is closed. */
export function hear(hosts: readonly { id: string; uri: string }[]): Hearing {
  const home = mkdtempSync(join(tmpdir(), 'mien-hearing-'));
  const told = new Map<string, Heard[]>();
  const sent = new Map<string, number>();
  const make: MakeAgentEars = (carrier, tell) =>
    hearAgents(
      parser,
      home,
      wallClock,
    )(
      {
        send: (uuid, bytes) => {
          sent.set(uuid, (sent.get(uuid) ?? 0) + 1);
          carrier.send(uuid, bytes);
        },
        drop: (uuid, why, forMs) => carrier.drop(uuid, why, forMs),
        proven: (uuid) => carrier.proven(uuid),
      },
      tell,
    );
  const ledger = new HostLedger();
  const router = new AgentRouter(make, (_host, { uuid, records }) => {
    const heard = performance.now();
    told.set(uuid, [...(told.get(uuid) ?? []), ...records.map((record) => ({ ...record, heard }))]);
  });
  const watched: WatchedHost[] = [];
  for (const { id, uri } of hosts) {
    const settings: HostSettings = {
      id,
      uri,
      name: id,
      every: usual,
      capture: false,
      capturePrefix: [],
      agents: true,
      paused: false,
    };
    watched.push(
      createLibvirtHostMaker(hostProgram)(settings, (report) => {
        ledger.take(id, report);
        if (report.type !== 'samples' && report.type !== 'tick') router.adjust(watched, ledger.present());
      }),
    );
  }
  const of = (uuid: string, since = 0): Heard[] => (told.get(uuid) ?? []).filter(({ heard }) => heard >= since);
  return {
    of,
    link: (uuid) => {
      const last = of(uuid).findLast((record) => record.kind === 'link');
      return last?.kind === 'link' ? last.state : '';
    },
    router,
    sent: (uuid) => sent.get(uuid) ?? 0,
    close: async () => {
      await Promise.all(watched.map((host) => host.close()));
      router.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Begins to speak as an agent would in a guest: HELLO, then a STATUS each fifth of a second, until it is told to be quiet. */
export async function speak(host: string, vm: string, startId: string): Promise<void> {
  const frames = [
    encodeAgentMessage({ ...sampleHello, startId }, 1),
    ...Array.from({ length: 200 }, (_, index) => encodeAgentMessage(sampleStatus, index + 2)),
  ];
  const sizes = frames.map(({ length }) => length);
  const [hello = 0, status = 0] = sizes;
  const script = [
    `echo '${Buffer.from(Buffer.concat(frames.slice(1))).toString('base64')}' | base64 -d >/run/mien/statuses`,
    `echo '${Buffer.from(frames[0] ?? []).toString('base64')}' | base64 -d >/run/mien/hello`,
    `(exec 3<>${port}; echo $$ >/run/mien/speaker; cat /run/mien/hello >&3; n=0`,
    `while [ $n -lt 200 ]; do dd if=/run/mien/statuses bs=${status} skip=$n count=1 2>/dev/null >&3; n=$((n + 1)); sleep 0.2; done) >/dev/null 2>&1 </dev/null &`,
    'true',
  ].join('\n');
  if (hello === 0 || sizes.slice(1).some((size) => size !== status)) throw new Error('statuses are not of one size');
  await testbed.guest(host, vm, script);
}

/** Ends whatever holds the port in a guest, and waits until it is gone: what is killed holds it until the kernel is done with it. */
export async function quiet(host: string, vm: string): Promise<void> {
  const script = [
    'holders=$(for fd in /proc/[0-9]*/fd/*; do case $(readlink $fd) in /dev/vport*p2) echo $fd | cut -d / -f 3;; esac; done 2>/dev/null)',
    '[ -z "$holders" ] || kill -9 $holders 2>/dev/null',
    'lives() { [ -e /proc/$1/status ] && ! grep -q "^State:.Z" /proc/$1/status 2>/dev/null; }',
    'n=0; for pid in $holders; do while lives $pid && [ $n -lt 300 ]; do sleep 0.1; n=$((n + 1)); done; done; true',
  ].join('\n');
  await testbed.guest(host, vm, script);
}

/** Seconds of CPU that a process and its threads took so far. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Our own processes: those that watch, those that hold channels, and those that read what agents say. */
export function ownChildren(): number[] {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
}

/** Begins the agent of a guest anew: other tests speak in its place. */
export async function wake(host: string, vm: string): Promise<void> {
  await quiet(host, vm);
  await testbed.guest(host, vm, '(setsid /bin/agent >/dev/null 2>&1 </dev/null &)');
}
