import type { AgentHello, AgentStatus, AgentThread } from '../../telemetry/agent-report.ts';

/** What a test's agent says when it starts. */
export const agentHello: AgentHello = {
  version: '0.1.0',
  bootId: '00'.repeat(16),
  startId: 'aa'.repeat(16),
  kernel: '6.1.0-28-cloud-amd64',
  machine: 'x86_64',
  distribution: 'Debian GNU/Linux 12',
  streams: ['counts', 'sequences', 'processes'],
  missing: [{ stream: 'inventory', why: 'no package manager was found' }],
  syscalls: 'bpf',
  sha256: '11'.repeat(32),
  redaction: 'masked',
};

/** Its sign of life. */
export const agentStatus: AgentStatus = {
  guestTime: 1_795_700_001_000_000,
  boot: 61_000_000,
  streams: [{ stream: 'counts', told: 90, lost: 10, redacted: 0 }],
  cpu: 12_000,
  resident: 6_291_456,
  waiting: 0,
  threads: 42,
  guest: {
    cpu: 5_000_000,
    memoryTotal: 134_217_728,
    memoryAvailable: 67_108_864,
    interfaces: [{ mac: '52:54:00:00:00:01', received: 1000, sent: 2000 }],
    disks: [{ name: 'vda', read: 4096, written: 8192 }],
  },
};

/** One of its threads. */
export const agentThread: AgentThread = {
  pid: 812,
  tid: 812,
  start: 9_000_000,
  name: 'nginx',
  service: 'nginx',
  container: '',
};
