import type { MienContract } from '../../shared/contract/contract.ts';
import type { policyPreviewContract, PolicyPreview } from '../../shared/contract/policy-preview.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { findCuts } from '../enforcement/find-cuts.ts';
import { diffLines } from '../policy/compile/diff-lines.ts';
import { compileForVm } from '../policy/compile-for-vm.ts';
import { type Draft, originsOf, resolveDraft } from '../policy/draft.ts';
import { proveInvariants } from '../policy/invariants/prove-invariants.ts';
import { tellProof } from '../policy/invariants/tell-proof.ts';
import type { PolicyWorld } from '../policy/policy-world.ts';
import type { PlacedPolicy } from '../policy/resolve/candidate.ts';
import { ChangeCounter } from '../policy/shadow/count-changes.ts';
import { writeFromTraffic } from '../policy/shadow/from-traffic.ts';
import { FleetJudge } from '../policy/shadow/judge-connections.ts';
import { PreviewDesk } from '../policy/shadow/preview-desk.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Longest without letting others go on, and between two parts of an answer, milliseconds. */
const BREATH = 12;
const WORD = 250;
/** Connections judged between two looks at the clock. */
const STRIDE = 512;
const MOST_VMS = 1000;

/** What previews need besides sessions. */
export interface PreviewParts {
  world(session: string): PolicyWorld | null;
  enforced(): PlacedPolicy[];
  library(): ReadonlyMap<string, PlacedPolicy>;
  /** What a host can carry out, as far as is known. */
  rulesOf(host: string): 'inet' | 'bridge';
}

const rest = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 0);
  });

/** Handlers of the preview group. */
export function createPolicyPreviewHandlers(
  sessions: OpenSessions,
  parts: PreviewParts,
): Pick<Handlers<MienContract>, keyof typeof policyPreviewContract> {
  const desk = new PreviewDesk();
  const worldOf = (id: string): PolicyWorld => {
    const world = parts.world(id);
    if (world === null) throw new Refusal('not-found', 'This session is no longer open.');
    return world;
  };
  const draftOf = (text: string, world: PolicyWorld): Draft =>
    resolveDraft(text, world, parts.enforced(), parts.library());
  return {
    'policy.preview': async function* (input, signal) {
      const session = sessions.session(input.session);
      const begun = performance.now();
      const world = worldOf(input.session);
      const draft = draftOf(input.text, world);
      const nameOf = namesOf(world);
      const base = {
        findings: draft.findings,
        leftOut: draft.leftOut,
        invariants: proveInvariants(draft.policy?.invariants ?? [], draft.after.hosts, world).map((proof) =>
          tellProof(proof, nameOf),
        ),
      };
      let word = performance.now();
      for await (const { table, alerts, progress } of desk.read(session, input.window, rest)) {
        if (signal.aborted || session.closed.aborted) return;
        if (progress < 1 && performance.now() - word < WORD) continue;
        const counter = new ChangeCounter({
          table,
          before: new FleetJudge(draft.before.hosts, table),
          after: new FleetJudge(draft.after.hosts, table),
          vms: world.vms,
          alerts,
          serviceName: (service) => session.store.words.textOf(service),
          draft: draft.policy?.name ?? '',
          by: input.by,
          show: input.show,
        });
        const state = session.toState();
        const tell = (share: number): PolicyPreview => ({
          ...base,
          ...counter.tell(),
          flows: table.flows,
          window:
            input.window ?? (state.start === null || state.end === null ? null : { from: state.start, to: state.end }),
          progress: share,
          seconds: (performance.now() - begun) / 1000,
        });
        let breath = performance.now();
        const { connections } = table;
        for (let at = 0; at < connections.length; at++) {
          const seen = connections[at];
          if (seen !== undefined) counter.count(seen);
          if (at % STRIDE !== 0 || performance.now() - breath < BREATH) continue;
          await rest();
          if (signal.aborted || session.closed.aborted) return;
          breath = performance.now();
          if (breath - word < WORD) continue;
          word = breath;
          if (progress === 1) yield tell(Math.min(0.99, at / connections.length));
        }
        word = performance.now();
        yield tell(progress);
      }
    },
    'policy.compiled': ({ session, text, vm }) => {
      const world = worldOf(session);
      const draft = draftOf(text, world);
      const nameOf = namesOf(world);
      const name = draft.policy?.name ?? '';
      const ids = draft.after.appliesTo.get(name) ?? [];
      const id = vm ?? ids[0] ?? '';
      const host = world.vms.find(({ uuid }) => uuid === id)?.host ?? '';
      const rules = parts.rulesOf(host);
      const [before, after] = [compileForVm(draft.before.hosts, id, rules), compileForVm(draft.after.hosts, id, rules)];
      const origins = originsOf([...draft.after.hosts, ...draft.before.hosts]);
      const nftables = diffLines(before.nftables, after.nftables, origins);
      const nwfilter = diffLines(before.nwfilter, after.nwfilter, origins);
      const libvirt = diffLines(before.libvirt, after.libvirt, origins);
      const count = (change: 'added' | 'removed'): number =>
        [...nftables, ...libvirt].filter((line) => line.change === change).length;
      const known = sessions.session(session).ledger;
      return {
        vm: id,
        vmName: id === '' ? '' : nameOf(id),
        host: host === '' ? '' : known.nameOf(host),
        vms: ids.slice(0, MOST_VMS).map((each) => ({ id: each, name: nameOf(each) })),
        total: ids.length,
        nftables,
        nwfilter,
        libvirt,
        added: count('added'),
        removed: count('removed'),
        keeps: [...new Set(world.protected.filter((each) => each.host === host).map(({ why }) => why))],
        cuts: findCuts(draft.after.hosts, world, nameOf),
      };
    },
    'policy.from-traffic': async ({ session: id, vm }, signal) => {
      const session = sessions.session(id);
      const world = worldOf(id);
      const of = world.vms.find(({ uuid }) => uuid === vm);
      if (of === undefined) throw new Refusal('not-found', 'This VM is not in the session.');
      for await (const { table, progress } of desk.read(session, undefined, rest)) {
        if (signal.aborted) break;
        if (progress === 1) return writeFromTraffic(of, world.vms, table);
      }
      throw new Refusal('cancelled', 'The session was not read to its end.');
    },
  };
}

function namesOf(world: PolicyWorld): (uuid: string) => string {
  const names = new Map(world.vms.map(({ uuid, name }) => [uuid, name]));
  return (uuid) => names.get(uuid) ?? uuid;
}
