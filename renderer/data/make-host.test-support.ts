import type { Host } from '../../shared/contract/host.ts';
import type { Live } from '../../shared/contract/live.ts';

/** A host for tests: up and fine, with what a test cares for. */
export function makeHost(part: Partial<Host>): Host {
  return {
    id: part.name ?? 'hv-a',
    uri: 'qemu:///system',
    name: 'hv-a',
    transport: 'unix',
    state: 'up',
    since: 0,
    daemon: 'libvirt 9.0.0',
    failure: null,
    retryAt: null,
    attempt: 0,
    vms: 11,
    running: 11,
    hung: 0,
    lastTick: null,
    pollTook: 3,
    answered: 11,
    capture: { state: 'off', taps: 0, packets: 0, dropped: 0, failure: null },
    every: { interfaces: 1000, cpu: 5000, disks: 30_000 },
    capturePrefix: [],
    agents: { permitted: false, channels: 0, open: 0, failure: '' },
    ...part,
  };
}

/** The live part of a session for tests: watching one host that answers. */
export function makeLive(part: Partial<Live>): Live {
  return {
    kind: 'live',
    hosts: ['hv-a'],
    lastTick: null,
    answered: 11,
    running: 11,
    loss: 0,
    recording: null,
    replay: null,
    ...part,
  };
}
