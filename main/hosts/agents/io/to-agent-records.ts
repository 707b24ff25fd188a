import type { AgentMessage } from '../../../../native/agentlink/agent-message.ts';
import type { AgentRecord, SyscallAbi } from '../../../telemetry/agent-report.ts';

/** What brings a message to records. */
export interface RecordMaking {
  /** Machine of the guest, as uname names it. */
  machine: string;
  /** Microseconds since the guest booted → since the epoch. */
  toEpoch: (boot: number) => number;
}

/** What a message says, as typed records; none for answers, which are nobody's telemetry. */
export function toAgentRecords(message: AgentMessage, { machine, toEpoch }: RecordMaking): AgentRecord[] {
  const abiOf = (is32Bit: boolean): SyscallAbi =>
    is32Bit ? 'i386' : machine === 'aarch64' || machine === 'arm64' ? 'aarch64' : 'x86_64';
  switch (message.kind) {
    case 'hello': {
      const { kind, real: _real, boot: _boot, ...hello } = message;
      return [{ kind, hello }];
    }
    case 'status': {
      const { kind, real, boot, streams, cpu, resident, waiting, threads, guest } = message;
      return [{ kind, status: { guestTime: real, boot, streams, cpu, resident, waiting, threads, guest } }];
    }
    case 'counts': {
      const from = toEpoch(message.from);
      const to = Math.max(from, toEpoch(message.to));
      return message.threads.map(({ thread, is32Bit, counts }) => ({
        kind: 'counts',
        counts: { thread, abi: abiOf(is32Bit), from, to, counts },
      }));
    }
    case 'sequences':
      return message.runs.map(({ thread, is32Bit, boot, continues, calls }) => ({
        kind: 'sequence',
        sequence: { thread, abi: abiOf(is32Bit), time: toEpoch(boot), continues, calls },
      }));
    case 'events':
      return message.events.map(({ boot, thread, uid, detail }) => ({
        kind: 'event',
        event: { time: toEpoch(boot), thread, uid, detail },
      }));
    case 'memory': {
      const time = toEpoch(message.boot);
      return [{ kind: 'memory', memory: message.processes.map((process) => ({ time, ...process })) }];
    }
    case 'inventory':
      return [{ kind: 'inventory', part: message.part, parts: message.parts, packages: message.packages }];
    case 'bye':
      return [{ kind: 'bye', reason: message.reason }];
    case 'answer':
      return [];
  }
}
