import type { Host } from '../../shared/contract/host.ts';

/** Transport of a libvirt URI, and the host it names, as far as a person needs them; reading it for real is the client's. */
export function describeUri(uri: string): { transport: Host['transport']; host: string } {
  const parts = /^([a-z0-9]+)(?:\+([a-z0-9]+))?:\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(uri.trim());
  const [, scheme = '', transport = '', host = ''] = parts ?? [];
  if (scheme === 'simulated') return { transport: 'simulated', host: 'simulated' };
  if (/^(?:ssh|libssh2?)$/i.test(transport)) return { transport: 'ssh', host };
  if (/^(?:tls|tcp|unix)$/i.test(transport))
    return { transport: transport.toLowerCase() as 'tls' | 'tcp' | 'unix', host };
  return host === '' ? { transport: 'unix', host: '' } : { transport: 'tls', host };
}

/** A short id for a new host: what people call it, made fit to stand in paths and labels, and not taken yet. */
export function makeHostId(uri: string, name: string, taken: ReadonlySet<string>): string {
  const { host } = describeUri(uri);
  const base =
    (name || host || 'local')
      .toLowerCase()
      .replaceAll(/[^a-z0-9.-]+/g, '-')
      .replaceAll(/^[-.]+|[-.]+$/g, '')
      .slice(0, 40) || 'host';
  for (let count = 1; ; count++) {
    const id = count === 1 ? base : `${base}-${count}`;
    if (!taken.has(id)) return id;
  }
}
