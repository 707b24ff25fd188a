import { BoundedMap } from '../bounded-map.ts';
import { flowFilter } from '../flow-filter.ts';
import { FlowList } from '../flow-list.ts';
import { clampScore } from '../grade.ts';
import { sayCount } from '../say.ts';
import type { L7Record } from '../../telemetry/flow.ts';
import type { AlertDraft, Ends, Side, Signal, SignalContext, SignalKind } from '../signal.ts';

const YEAR = 365.25 * 86_400e6;

interface Endpoint {
  dst: string;
  dport: number;
  count: number;
  established: boolean;
  named: boolean;
  certificate: NonNullable<(L7Record & { kind: 'tls' })['certificate']> | null;
  flows: FlowList;
}

/**
 * TLS where it does not belong, or with a certificate nobody vouches for: an unusual port, no server name, a
 * certificate signed by itself or left at a program's default. Each is common alone; together they are a controller.
 */
export class StrangeTls implements Signal {
  readonly #endpoints = new BoundedMap<string, Endpoint>(1024);

  record(record: L7Record, ends: Ends, _side: Side): void {
    if (record.kind !== 'tls' || ends.transport !== 'tcp') return;
    const endpoint = this.#endpoints.obtain(`${ends.dst} ${ends.dport}`, () => ({
      dst: ends.dst,
      dport: ends.dport,
      count: 0,
      established: false,
      named: false,
      certificate: null,
      flows: new FlowList(),
    }));
    if (endpoint === undefined) return;
    endpoint.count++;
    endpoint.established ||= record.established;
    endpoint.named ||= record.sni !== '';
    endpoint.certificate ??= record.certificate;
    endpoint.flows.addAt(ends.id, record.time, record.time);
  }

  assess(context: SignalContext): AlertDraft[] {
    const drafts: AlertDraft[] = [];
    for (const [key, endpoint] of this.#endpoints.entries) {
      const draft = this.#judge(key, endpoint, context);
      if (draft !== null) drafts.push(draft);
    }
    return drafts;
  }

  #judge(key: string, endpoint: Endpoint, context: SignalContext): AlertDraft | null {
    const limits = context.thresholds.strangeTls;
    const { dst, dport, certificate, flows } = endpoint;
    if (context.scopeOf(dst) !== 'outside') return null;
    if (!endpoint.established && certificate === null) return null;
    const reasons: string[] = [];
    let rest = 1;
    const add = (weight: number, reason: string): void => {
      rest *= 1 - weight;
      reasons.push(reason);
    };
    const oddPort = !limits.usualPorts.includes(dport);
    if (oddPort) add(limits.oddPort, `port ${dport} is not one of TLS`);
    const nameless = !endpoint.named && context.nameOf(dst) === '';
    const words = certificate === null ? '' : `${certificate.subject} ${certificate.issuer}`.toLowerCase();
    const tool = limits.controllerNames.find((name) => words.includes(name));
    const placeholder = limits.placeholderNames.find((name) => words.includes(name));
    if (tool !== undefined)
      add(limits.controllerName, `its certificate bears the default name of a remote-control tool (${tool})`);
    if (certificate?.selfSigned === true) add(limits.selfSigned, 'its certificate is signed by itself');
    if (placeholder !== undefined) add(limits.placeholder, `its certificate was left at a default (${placeholder})`);
    if (certificate !== null && certificate.notAfter - certificate.notBefore > limits.longYears * YEAR)
      add(
        limits.longLived,
        `its certificate is valid for ${Math.round((certificate.notAfter - certificate.notBefore) / YEAR)} years`,
      );
    // Many programs leave the name out; it only weighs beside something else.
    if (nameless && reasons.length > 0) add(limits.nameless, 'no server name was given and none looked up');
    const score = clampScore(1 - rest);
    if (score < limits.minScore) return null;
    return {
      type: 'strange-tls',
      key,
      title: `Strange TLS with ${dst}:${dport}`,
      why: `${sayCount(endpoint.count, 'TLS connection')} to ${dst}:${dport}: ${reasons.join('; ')}.`,
      techniques: oddPort ? ['T1571', 'T1573', 'T1219'] : ['T1573', 'T1071.001'],
      score,
      peers: [dst],
      firstSeen: flows.first,
      lastSeen: flows.last,
      flows: flows.ids,
      flowCount: flows.count,
      filter: flowFilter({ src: context.host, dst, port: dport }),
    };
  }
}

/** See {@link StrangeTls}. */
export const strangeTls: SignalKind = {
  name: 'strange-tls',
  sides: ['client'],
  flows: false,
  records: ['tls'],
  events: false,
  create: () => new StrangeTls(),
};
