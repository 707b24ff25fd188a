import type { PolicyVm, PolicyWorld } from '../policy-world.ts';

/** A VM of tests, with what matters told. */
export function makeVm(number: number, told: Partial<PolicyVm> = {}): PolicyVm {
  const third = number >> 8;
  return {
    uuid: `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`,
    name: `vm-${number}`,
    host: 'hv-a',
    interfaces: [
      {
        mac: `52:54:00:00:${(third & 255).toString(16).padStart(2, '0')}:${(number & 255).toString(16).padStart(2, '0')}`,
        tap: `tap${number}`,
        bridge: 'br0',
      },
    ],
    addresses: [`10.0.${third}.${number & 255}`],
    role: 'web',
    sensitivity: 'undeclared',
    tags: [],
    personas: [],
    risk: 0,
    anomaly: 0,
    alerts: [],
    worstPeer: null,
    attestation: 'unknown',
    ...told,
  };
}

/** A world of tests: 10.0.0.0/8 is ours, hosts are managed from 10.255.0.0/24, one address has a bad name. */
export function makeWorld(vms: PolicyVm[], told: Partial<PolicyWorld> = {}): PolicyWorld {
  return {
    time: 1_700_000_000_000_000,
    vms,
    inside: ['10.0.0.0/8'],
    management: ['10.255.0.0/24'],
    protected: [{ host: 'hv-a', cidr: '10.0.0.1/32', port: 53, transport: 'any', why: 'DNS' }],
    reputation: ({ op }) => (op.startsWith('<') ? ['203.0.113.77/32'] : []),
    category: () => ['198.51.100.0/24'],
    named: (name) => (name === 'db.example.org' ? ['10.0.0.9/32'] : []),
    ...told,
  };
}
