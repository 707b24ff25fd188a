import type { PolicyPreview, PreviewRow } from '../../../shared/contract/policy-preview.ts';

/** A preview for tests, of a draft that changes nothing, with what a test cares for. */
export function makePreview(part: Partial<PolicyPreview>): PolicyPreview {
  const none = { flows: 0, vms: 0, peers: 0, bytes: 0 };
  return {
    findings: [],
    leftOut: [],
    flows: 100,
    window: null,
    progress: 1,
    seconds: 0.04,
    denied: none,
    permitted: none,
    uncertain: none,
    unchanged: { flows: 100, vms: 2, peers: 5, bytes: 1e6 },
    rows: [],
    more: 0,
    edges: [],
    stopped: [],
    missed: [],
    invariants: [],
    ...part,
  };
}

/** A row of a preview for tests. */
export function makePreviewRow(part: Partial<PreviewRow>): PreviewRow {
  return {
    id: 'row-1',
    change: 'denied',
    vm: 'vm-a',
    vmName: 'web-frontend-02',
    risk: 0.83,
    direction: 'out',
    peer: '203.0.113.77',
    peerName: '',
    service: 'tls',
    transport: 'tcp',
    port: 443,
    flows: 21,
    bytes: 96_000,
    malicious: 21,
    first: 1e6,
    last: 2e6,
    before: 'as it is: permitted',
    after: 'web-tier-containment, line 14',
    line: 14,
    why: '',
    filter: 'peer:203.0.113.77',
    ...part,
  };
}
