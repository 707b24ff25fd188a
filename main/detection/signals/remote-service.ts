import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore } from '../grade.ts';
import { sayList, saySpan } from '../say.ts';
import { outcomeOf } from '../flow-outcome.ts';
import type { Flow, L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

/** What one remote operation says about the intent of its caller, 0 to 1, and its techniques. */
interface Meaning {
  act: string;
  weight: number;
  techniques: readonly string[];
}

const SERVICE_CONTROL: Record<number, Meaning> = {
  12: { act: 'created a service', weight: 0.5, techniques: ['T1543.003', 'T1569.002'] },
  24: { act: 'created a service', weight: 0.5, techniques: ['T1543.003', 'T1569.002'] },
  60: { act: 'created a service', weight: 0.5, techniques: ['T1543.003', 'T1569.002'] },
  19: { act: 'started a service', weight: 0.35, techniques: ['T1569.002'] },
  31: { act: 'started a service', weight: 0.35, techniques: ['T1569.002'] },
  11: { act: 'reconfigured a service', weight: 0.3, techniques: ['T1543.003'] },
  2: { act: 'deleted a service', weight: 0.2, techniques: ['T1070'] },
};

const NEW_TASK: Meaning = { act: 'scheduled a task', weight: 0.55, techniques: ['T1053.005', 'T1053.002'] };
const RUN_BY_WMI: Meaning = { act: 'ran something through WMI', weight: 0.5, techniques: ['T1047'] };
const REPLICATE: Meaning = { act: 'asked for directory replication', weight: 0.35, techniques: ['T1003.006'] };
const ADMIN_SHARE: Meaning = { act: 'opened an administrative share', weight: 0.2, techniques: ['T1021.002'] };
const DROP_PROGRAM: Meaning = { act: 'wrote a program', weight: 0.35, techniques: ['T1021.002', 'T1570'] };
const EXEC_PIPE: Meaning = {
  act: 'opened a remote-execution pipe',
  weight: 0.45,
  techniques: ['T1021.002', 'T1569.002'],
};
const REMOTE_SHELL: Meaning = { act: 'used remote PowerShell (WinRM)', weight: 0.3, techniques: ['T1021.006'] };

/** WMI's IWbemServices; its ExecMethod is operation 24. */
const WMI_SERVICES = '9556dc99-828c-11cf-a37e-00aa003240c7';
const TASK_SCHEDULER = '86d35949-83c9-4044-b424-db363231fd0c';

function meaningOf(record: L7Record, ends: Ends): Meaning | null {
  if (record.kind === 'dcerpc') {
    if (record.interfaceName === 'svcctl' || record.interfaceId === '367abb81-9844-35f1-ad32-98f038001003')
      return SERVICE_CONTROL[record.opnum] ?? null;
    if (record.interfaceId === TASK_SCHEDULER) return record.opnum === 1 ? NEW_TASK : null;
    if (record.interfaceName === 'atsvc') return record.opnum === 0 ? NEW_TASK : null;
    if (record.interfaceId === WMI_SERVICES) return record.opnum === 24 || record.opnum === 25 ? RUN_BY_WMI : null;
    if (record.interfaceName === 'drsuapi') return record.opnum === 3 ? REPLICATE : null;
    return null;
  }
  if (record.kind === 'smb') {
    const name = record.name.toLowerCase();
    if (record.command === 'tree-connect') return /\\(admin|[a-z])\$$/.test(name.slice(-16)) ? ADMIN_SHARE : null;
    if (record.command === 'create') {
      if (/psexe|remcom|paexec|csexec/.test(name)) return EXEC_PIPE;
      return /\.(exe|dll|sys|bat|ps1|vbs|scr)$/.test(name.slice(-8)) && ends.dport === 445 ? DROP_PROGRAM : null;
    }
    return null;
  }
  if (record.kind === 'http' && record.method === 'POST' && (ends.dport === 5985 || ends.dport === 5986))
    return record.path.toLowerCase().startsWith('/wsman') ? REMOTE_SHELL : null;
  return null;
}

interface Contact {
  peer: string;
  side: Side;
  meanings: Set<Meaning>;
  flows: FlowList;
}

/**
 * Lateral movement: a host makes another run something, over service control, scheduled tasks, WMI, administrative
 * shares or WinRM. Seen at both ends; a target that afterwards calls out to somebody new is likely taken.
 */
export class RemoteService implements Signal {
  readonly #contacts = new BoundedMap<string, Contact>(1024);
  /** First time each peer was called. */
  readonly #outgoing = new BoundedMap<string, number>(1024);

  flow(flow: Flow, side: Side): void {
    if (side !== 'client' || flow.transport !== 'tcp' || outcomeOf(flow) !== 'answered') return;
    const known = this.#outgoing.obtain(flow.dst, () => flow.start);
    if (known !== undefined && flow.start < known) this.#outgoing.replace(flow.dst, flow.start);
  }

  record(record: L7Record, ends: Ends, side: Side): void {
    const meaning = meaningOf(record, ends);
    if (meaning === null) return;
    const peer = side === 'client' ? ends.dst : ends.src;
    const contact = this.#contacts.obtain(`${side} ${peer}`, () => ({
      peer,
      side,
      meanings: new Set<Meaning>(),
      flows: new FlowList(),
    }));
    if (contact === undefined) return;
    contact.meanings.add(meaning);
    contact.flows.addAt(ends.id, record.time, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const drafts: AlertDraft[] = [];
    for (const [key, contact] of this.#contacts.entries) {
      const draft = this.#judge(key, contact, context);
      if (draft !== null) drafts.push(draft);
    }
    return drafts;
  }

  #judge(key: string, contact: Contact, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.remoteService;
    const acts = [...new Set([...contact.meanings].map((meaning) => meaning.act))].sort();
    const strength = 1 - [...contact.meanings].reduce((rest, meaning) => rest * (1 - meaning.weight), 1);
    if (strength < limits.minStrength) return null;
    const { flows, peer, side } = contact;
    const callOut = side === 'server' ? this.#callOut(flows.first, peer, context) : null;
    const score = clampScore(
      (side === 'client' ? strength : strength * limits.targetShare) + (callOut === null ? 0 : 0.3),
    );
    const techniques = new Set(['T1021.002', ...[...contact.meanings].flatMap((meaning) => meaning.techniques)]);
    return {
      type: side === 'client' ? 'lateral-movement' : 'lateral-target',
      key,
      title: side === 'client' ? `Makes ${peer} run something` : `Made to run something by ${peer}`,
      why:
        side === 'client'
          ? `On ${peer} it ${sayList(acts, 5)} over remote administration.`
          : `${peer} ${sayList(acts, 5)} here over remote administration${callOut === null ? '' : `; ${saySpan(callOut.after)} later this host began to call ${callOut.address}, which it had not called before`}.`,
      techniques: [...techniques],
      score,
      peers: callOut === null ? [peer] : [peer, callOut.address],
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter(side === 'client' ? { src: context.host, dst: peer } : { src: peer, dst: context.host }),
    };
  }

  #callOut(since: number, source: string, context: SignalContext): { address: string; after: number } | null {
    const limits = context.thresholds.remoteService;
    let found: { address: string; after: number } | null = null;
    for (const [address, first] of this.#outgoing.entries) {
      const after = first - since;
      if (after < 0 || after > limits.callOutWindow || address === source) continue;
      const scope = context.scopeOf(address);
      if (scope !== 'outside' && scope !== 'internal') continue;
      if (found === null || after < found.after) found = { address, after };
    }
    return found;
  }
}

/** See {@link RemoteService}. */
export const remoteService: SignalKind = {
  name: 'remote-service',
  sides: ['client', 'server'],
  flows: true,
  records: ['dcerpc', 'smb', 'http'],
  events: false,
  create: () => new RemoteService(),
};
