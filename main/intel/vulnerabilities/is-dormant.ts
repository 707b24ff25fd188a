import type { AgentPackage } from '../../telemetry/agent-report.ts';
import type { PackageSource } from './source-of-package.ts';

/** Packages that kernels of Debian and Ubuntu are built into; other sources begin with `linux-` too. */
const OF_KERNEL = /^linux-(?:image|headers|modules|tools|cloud-tools|libc-dev|kbuild|compiler|config|buildinfo)/;

/**
 * Whether a package is a kernel's that does not run, or headers and tools built beside one: a hole in it harms nobody
 * before it is booted.
 * @param running the kernel's release as uname tells it, '' unknown
 */
export function isDormant({ kind, name, version }: AgentPackage, source: PackageSource, running: string): boolean {
  if (kind === 'deb') {
    if (source.name !== 'linux' && !(source.name.startsWith('linux-') && OF_KERNEL.test(name))) return false;
    const [, release] = /^linux-image-(?:unsigned-)?(\d.*)$/.exec(name) ?? [];
    return release === undefined || (running !== '' && release !== running);
  }
  if (kind === 'rpm' && source.name === 'kernel') {
    if (name !== 'kernel-core' && name !== 'kernel') return true;
    return running !== '' && !running.startsWith(`${version.replace(/^\d+:/, '')}.`);
  }
  return false;
}
