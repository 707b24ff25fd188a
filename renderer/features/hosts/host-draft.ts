import type { HostCheck } from '../../../shared/contract/host.ts';
import type { QuestionOf } from '../../data/queries.ts';
import { readCollector } from './read-collector.ts';

/** What flows of a host are made of. */
export type FlowSource = NonNullable<QuestionOf<'host.add'>['flows']>;

/** A host that is about to be added, as its form holds it. */
export interface HostDraft {
  uri: string;
  name: string;
  capture: boolean;
  /** Whether agents inside the VMs are heard. */
  agents: boolean;
  /** Words before the capture command, between blanks. */
  capturePrefix: string;
  flows: FlowSource;
  /** Where to listen for IPFIX, NetFlow or sFlow; both '' where not. */
  collectorAddress: string;
  collectorPort: string;
}

/** An empty form. */
export const emptyDraft: HostDraft = {
  uri: '',
  name: '',
  capture: true,
  agents: false,
  capturePrefix: '',
  flows: 'packets',
  collectorAddress: '',
  collectorPort: '',
};

/** What is asked of the engine to test or add the host; a collector that cannot be read is left out. */
export function toHostQuestion(draft: HostDraft): QuestionOf<'host.add'> {
  const name = draft.name.trim();
  const collector = readCollector(draft.collectorAddress, draft.collectorPort);
  return {
    uri: draft.uri.trim(),
    capture: draft.capture,
    agents: draft.agents,
    capturePrefix: splitWords(draft.capturePrefix),
    flows: draft.flows,
    ...(name === '' ? {} : { name }),
    ...(collector.ok && collector.collector !== null ? { collector: collector.collector } : {}),
  };
}

/** Words of a command as they stand between blanks. */
export function splitWords(text: string): string[] {
  return text.split(/\s+/u).filter(Boolean);
}

/** URIs as examples; those with names in them are to be written over. */
export const exampleUris = [
  ['qemu:///system', 'this machine'],
  ['qemu+ssh://user@host/system', 'over ssh'],
  ['qemu+tls://host/system', 'over TLS'],
  ['simulated:///?vms=200', 'a simulated fleet'],
] as const;

/** What the test says so far: `7 pass, 1 does not, 2 to go` without a count of what is unknown. */
export function tellChecks(checks: readonly HostCheck[]): string {
  const count = (...states: HostCheck['state'][]): number =>
    checks.filter(({ state }) => states.includes(state)).length;
  const failed = count('failed');
  const limited = count('warning', 'skipped');
  return [
    `${String(count('ok'))} pass`,
    ...(limited === 0 ? [] : [`${String(limited)} limited`]),
    ...(failed === 0 ? [] : [failed === 1 ? '1 does not' : `${String(failed)} do not`]),
  ].join(', ');
}
