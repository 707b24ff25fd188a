import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '../../captures/session.ts';
import { describeUri } from '../../hosts/describe-uri.ts';
import type { HostProgram } from '../../hosts/io/host-child.ts';
import { HostResources } from '../../hosts/io/resources/host-resources.ts';
import type { HostSettings } from '../../hosts/host-port.ts';
import { ChangeSignal } from '../../loop/change-signal.ts';
import type { WatchBook } from '../../loop/watch-book.ts';
import { proveInvariants } from '../../policy/invariants/prove-invariants.ts';
import { tellProof } from '../../policy/invariants/tell-proof.ts';
import { StagedCounter } from '../../policy/shadow/staged-counter.ts';
import type { HostRules } from '../../policy/host-rules.ts';
import type { PolicyWorld } from '../../policy/policy-world.ts';
import { EnforcementStore } from '../../store/enforcement-store.ts';
import { ChangeFollower } from '../change-follower.ts';
import { Enforcer } from '../enforcer.ts';
import type { EnforcementPort } from '../enforcement-port.ts';
import { mayRelax } from '../may-relax.ts';
import type { PolicyShelf } from '../policy-shelf.ts';
import type { SimulatedGate } from '../simulated-gate.ts';
import { SimulatedPort } from '../simulated-port.ts';
import { CommandPort } from './command-port.ts';
import { digestOf } from './digest-of.ts';

/** What enforcement is opened with. */
export interface EnforcementParts {
  home: string;
  resources: string;
  /** Changes VMs of a host, in a process of its own each. */
  program: HostProgram;
  book: WatchBook;
  shelf: PolicyShelf;
  gate: SimulatedGate;
  worldOf: (session: string) => PolicyWorld | null;
  user: string;
  /** What tells that policies, VMs or their risks may have changed. */
  changes: readonly ChangeSignal[];
  onProblem: (problem: unknown) => void;
}

/** Milliseconds between two looks at what staged policies would have denied. */
const LOOK = 2000;

/** Opens what puts policies into force on the hosts that are watched. */
export function openEnforcement(parts: EnforcementParts): {
  enforcer: Enforcer;
  store: EnforcementStore;
  /** Rules in force on the hosts that a session watches; none for what is read from files. */
  rulesIn(session: string): readonly HostRules[];
  /** What is in force, or how it stands, has changed. */
  changes: ChangeSignal;
  close(): Promise<void>;
} {
  const { book, shelf } = parts;
  const changes = new ChangeSignal();
  const now = (): number => Date.now();
  const store = new EnforcementStore(join(parts.home, 'enforcement.db'), digestOf, () => Date.now() * 1000);
  const script = readFileSync(join(parts.resources, 'enforce.sh'), 'utf8');
  // Paths of sockets are short: a folder of our own under the system's.
  const sockets = process.platform === 'win32' ? '' : mkdtempSync(join(tmpdir(), 'mien-ssh-'));
  const isSimulated = ({ uri }: Readonly<HostSettings>): boolean => describeUri(uri).transport === 'simulated';
  const worlds = new WeakMap<Session, { key: string; at: number; world: PolicyWorld }>();
  const worldOf = (session: Session): PolicyWorld | null => {
    const key = `${session.generation} ${session.ledger.version}`;
    const known = worlds.get(session);
    if (known?.key === key && now() - known.at < 1000) return known.world;
    const made = parts.worldOf(session.id);
    if (made === null) return null;
    const { machines } = session.ledger;
    // A VM that has left its hosts leaves no rules.
    const world = { ...made, vms: made.vms.filter(({ uuid }) => machines.get(uuid)?.gone === false) };
    worlds.set(session, { key, at: now(), world });
    return world;
  };
  const open = (id: string): EnforcementPort => {
    const settings = book.settings().find((each) => each.id === id);
    if (settings === undefined || isSimulated(settings)) return new SimulatedPort(id, parts.gate);
    const prefix = settings.enforcePrefix ?? settings.capturePrefix;
    const resources = new HostResources(parts.program, settings.uri);
    return new CommandPort(id, { uri: settings.uri, prefix, script, sockets }, resources);
  };
  const nameOf = (uuid: string): string => {
    for (const { ledger } of book.sessions()) {
      const machine = ledger.machines.get(uuid);
      if (machine !== undefined) return machine.facts.name;
    }
    return uuid;
  };
  const counter = new StagedCounter({
    session: () => book.sessions()[0] ?? null,
    world: worldOf,
    staged: () => shelf.staged(),
    enforced: () => shelf.enforced(),
    library: () => shelf.library(),
  });
  const enforcer = new Enforcer({
    surroundings: {
      hosts: () =>
        book.settings().map((settings) => {
          const up = book.sessions().some(({ ledger }) => ledger.hosts.get(settings.id)?.state === 'up');
          const simulated = isSimulated(settings);
          return { id: settings.id, name: settings.name, permitted: settings.enforce ?? simulated, up, simulated };
        }),
      worlds: () =>
        book.sessions().flatMap((session) => {
          const world = worldOf(session);
          return world === null ? [] : [{ id: session.id, world }];
        }),
      nameOf,
      open,
    },
    shelf,
    store,
    digest: digestOf,
    now,
    makeId: () => randomUUID(),
    user: parts.user,
    prove: (wanted, world, policies) =>
      proveInvariants(
        policies.flatMap(({ policy }) => policy.invariants),
        wanted,
        world,
      )
        .filter(({ counterexample }) => counterexample !== null)
        .map((proof) => {
          const { text, counterexample, rule } = tellProof(proof, nameOf);
          return `It breaks “${text}”: ${counterexample} (${rule}).`;
        }),
    counted: (name) => counter.counted(name),
    onBegun: (change, before, policies) => follower.begin(change, before, policies),
    onProblem: parts.onProblem,
    onChange: () => changes.notify(),
  });
  const follower = new ChangeFollower({
    sessions: () => book.sessions(),
    world: worldOf,
    loaded: () => enforcer.loaded(),
    find: (id) => enforcer.changes().find((change) => change.id === id),
    nameOf,
    withheld: () => parts.gate.takeWithheld(),
    note: (id, measured) => enforcer.note(id, measured),
    onHarm: (change, policies, harms, trusted) => {
      const relax = trusted && store.getSetting('paused') === '' && mayRelax(policies, shelf);
      void enforcer.noteHarm(change, harms, relax).catch(parts.onProblem);
    },
    now,
  });
  const closing = new AbortController();
  const looking = setInterval(() => {
    try {
      const [counted, followed] = [counter.look(), follower.look()];
      if (counted || followed) changes.notify();
    } catch (problem) {
      parts.onProblem(problem);
    }
  }, LOOK);
  looking.unref();
  const follow = async (signal: ChangeSignal): Promise<void> => {
    for await (const _ of signal.follow(closing.signal, 20)) enforcer.wake();
  };
  for (const signal of parts.changes) void follow(signal).catch(parts.onProblem);
  return {
    enforcer,
    store,
    rulesIn: (session) => (book.sessions().some(({ id }) => id === session) ? enforcer.loaded() : []),
    changes,
    close: async () => {
      closing.abort();
      clearInterval(looking);
      await enforcer.close();
      store.close();
      if (sockets !== '') rmSync(sockets, { recursive: true, force: true });
    },
  };
}
