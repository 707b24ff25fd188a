import type { HostCheck } from '../../../shared/contract/host.ts';

/** A host that is about to be added, as its form holds it. */
export interface HostDraft {
  uri: string;
  name: string;
  capture: boolean;
  /** Words before the capture command, between blanks. */
  capturePrefix: string;
}

/** An empty form. */
export const emptyDraft: HostDraft = { uri: '', name: '', capture: true, capturePrefix: '' };

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
