import type { AgentPackage } from '../../telemetry/agent-report.ts';

/** A package as owners of feeds call it: by its source, from which several may be built. */
export interface PackageSource {
  name: string;
  version: string;
}

/**
 * What a package was built from. Debian, Ubuntu and Alpine tell of sources; those of RPM of packages, some of sources.
 * Debian's signed kernels are built from packages of their own, with the version of the source in the package's.
 */
export function sourceOfPackage({ kind, name, version, source = '' }: AgentPackage): PackageSource {
  if (kind === 'rpm') {
    const [, of, ofVersion] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(source) ?? [];
    const [epoch = ''] = /^\d+:/.exec(version) ?? [];
    return of === undefined || ofVersion === undefined
      ? { name, version }
      : { name: of, version: `${epoch}${ofVersion}` };
  }
  const [, of = name, ofVersion = version] = /^(\S+)(?: \(([^()]+)\))?$/.exec(source) ?? [];
  const kernel = /^linux-signed(?:-(?:amd64|arm64|i386))?(-.+)?$/.exec(of);
  return kernel === null ? { name: of, version: ofVersion } : { name: `linux${kernel[1] ?? ''}`, version };
}
