import type { HostAddress } from '../parse-uri.ts';

/**
 * Paths of the daemon's socket, likeliest first: libvirtd's (or the proxy that stands for it), then that of the driver's
 * own daemon. Only the system's daemon has a socket that cannot write.
 * @param runtime folder of the user's sockets, for a session
 */
export function socketPaths(address: HostAddress, readOnly: boolean, runtime: string): string[] {
  if (address.socket) return [address.socket];
  const folder = address.session ? `${runtime}/libvirt` : '/var/run/libvirt';
  const end = readOnly && !address.session ? '-sock-ro' : '-sock';
  return ['libvirt', `virt${address.driver === 'kvm' ? 'qemu' : address.driver}d`].map(
    (name) => `${folder}/${name}${end}`,
  );
}
