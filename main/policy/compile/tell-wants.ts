import type { VmWants } from '../host-rules.ts';
import type { CompiledLine } from './compiled-table.ts';

/** What is wanted of a VM besides rules, as the calls of libvirt it takes; `of` stands for the VM. */
export function tellWants(wants: VmWants): CompiledLine[] {
  const lines: string[] = [];
  const or = <T>(value: T | null | undefined, text: (value: T) => string, own: string): void => {
    if (value !== undefined) lines.push(value === null ? own : text(value));
  };
  or(
    wants.cpu,
    (cpu) => `schedinfo ${wants.uuid} --set vcpu_quota=${Math.round(cpu * 100_000)} vcpu_period=100000`,
    `schedinfo ${wants.uuid} --set vcpu_quota=-1`,
  );
  or(wants.memory, (bytes) => `setmem ${wants.uuid} ${Math.round(bytes / 1024)} KiB`, `setmem ${wants.uuid} its own`);
  or(
    wants.diskIops,
    (rate) => `blkdeviotune ${wants.uuid} --total-iops-sec ${Math.round(rate)}`,
    `blkdeviotune ${wants.uuid} --total-iops-sec 0`,
  );
  or(
    wants.bandwidth,
    (rate) => `domiftune ${wants.uuid} --inbound ${Math.round(rate / 1000)} --outbound ${Math.round(rate / 1000)} kB/s`,
    `domiftune ${wants.uuid} --inbound 0 --outbound 0`,
  );
  if (wants.suspended !== undefined) lines.push(`${wants.suspended ? 'suspend' : 'resume'} ${wants.uuid}`);
  if (wants.snapshot !== undefined) lines.push(`snapshot-create-as ${wants.uuid} ${JSON.stringify(wants.snapshot)}`);
  if (wants.terminated === true) lines.push(`destroy ${wants.uuid}`);
  return lines.map((text) => ({ text, rules: [] }));
}
