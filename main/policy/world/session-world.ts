import type { SubjectRow } from '../../../shared/contract/subject.ts';
import type { Session } from '../../captures/session.ts';
import type { SubjectAssessment } from '../../detection/assessment.ts';
import type { Intelligence } from '../../intel/intelligence.ts';
import { listCalledNames, listNameRecords } from '../../store/named-addresses.ts';
import type { PolicyVm, PolicyWorld } from '../policy-world.ts';
import { KnownNames } from './known-names.ts';
import { ListedNetworks } from './listed-networks.ts';

/** Milliseconds for which names are taken as they were: looking for them takes a walk over all flows. */
const NAMES_LAST = 5000;
/** Host of VMs that no watched host tells of: those of a capture. */
export const unwatched = 'capture';

/** What of a host must stay reachable, and from where it is managed. */
export interface KeptWays {
  management: string[];
  protected: PolicyWorld['protected'];
}

/** Makes of a session the world that policies are resolved in; what is dear is kept between two. */
export class SessionWorlds {
  readonly #intelligence: () => Intelligence | null;
  readonly #keptWays: (hosts: readonly string[]) => KeptWays;
  #listed: { version: number; networks: ListedNetworks } | null = null;
  readonly #names = new WeakMap<Session, { names: KnownNames; at: number }>();

  constructor(intelligence: () => Intelligence | null, keptWays: (hosts: readonly string[]) => KeptWays) {
    this.#intelligence = intelligence;
    this.#keptWays = keptWays;
  }

  /** @param rows rows of its subjects, which hold what people declared of them */
  worldOf(session: Session, rows: readonly SubjectRow[]): PolicyWorld {
    const intelligence = this.#intelligence();
    const networks = this.#networks(intelligence);
    const declared = new Map(rows.map((row) => [row.id, row]));
    const vms = session.assessment.subjects.map((subject) =>
      this.#toVm(session, subject, declared.get(subject.id), intelligence),
    );
    const hosts = [...new Set(vms.map(({ host }) => host))];
    const kept = this.#keptWays(hosts);
    return {
      time: session.toState().live === null ? (session.toState().end ?? session.now() * 1000) : session.now() * 1000,
      vms,
      inside: session.assessment.localNetworks,
      management: kept.management,
      protected: kept.protected,
      reputation: (comparison) => networks.reputation(comparison),
      category: (name) => networks.category(name),
      named: (name) => this.#namesOf(session).of(name),
    };
  }

  #toVm(
    session: Session,
    subject: SubjectAssessment,
    row: SubjectRow | undefined,
    intelligence: Intelligence | null,
  ): PolicyVm {
    const facts = session.ledger.machines.get(subject.id)?.facts;
    return {
      uuid: subject.id,
      name: row?.name ?? subject.name,
      host: facts?.host ?? unwatched,
      interfaces:
        facts?.interfaces.map(({ mac, target, bridge }) => ({ mac, tap: target, bridge })) ??
        subject.macs.map((mac) => ({ mac, tap: '', bridge: '' })),
      addresses: subject.addresses,
      role: row?.role ?? (subject.declaredRole || subject.inferredRole.role),
      sensitivity: row?.sensitivity ?? subject.sensitivity,
      tags: [],
      personas: subject.personas.map(({ label, probability }) => ({ label, probability })),
      risk: subject.risk,
      anomaly: subject.alerts.reduce<number | null>(
        (most, { type, score }) => (type.startsWith('twin-') ? Math.max(most ?? 0, score) : most),
        null,
      ),
      alerts: subject.alerts.flatMap(({ type, technique, otherTechniques }) =>
        [technique, ...otherTechniques].map(({ id }) => ({ type, technique: id })),
      ),
      worstPeer: worstPeerOf(subject, intelligence),
      attestation: 'unknown',
    };
  }

  #networks(intelligence: Intelligence | null): ListedNetworks {
    const version = intelligence?.version ?? -1;
    if (this.#listed?.version !== version) this.#listed = { version, networks: new ListedNetworks(intelligence) };
    return this.#listed.networks;
  }

  #namesOf(session: Session): KnownNames {
    const known = this.#names.get(session);
    const now = session.now();
    if (known !== undefined && now - known.at < NAMES_LAST) return known.names;
    const names = new KnownNames();
    for (const { name, address } of listCalledNames(session.store)) names.add(name, address);
    for (const detail of listNameRecords(session.store)) {
      const record = session.codec.record(detail);
      if (record.kind === 'dns' && record.protocol === 'dns')
        for (const answer of record.answers) if (/^[\d.]+$|:/.test(answer)) names.add(record.qname, answer);
    }
    this.#names.set(session, { names, at: now });
    return names;
  }
}

/** Least reputation of a peer that an alert of listed peers names. */
function worstPeerOf(subject: SubjectAssessment, intelligence: Intelligence | null): number | null {
  let worst: number | null = null;
  for (const { feeds, peers } of subject.alerts) {
    if (feeds === undefined || feeds.length === 0) continue;
    for (const peer of peers) {
      const opinion = intelligence?.ask({ kind: 'address', value: peer, port: 0 });
      if (opinion !== null && opinion !== undefined && !opinion.reputation.unknown)
        worst = Math.min(worst ?? 1, opinion.reputation.value);
    }
  }
  return worst;
}
