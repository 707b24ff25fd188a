/** What kept a host from being watched, before it is put into words. */
export interface HostProblem {
  /** How a connection failed, or `libvirt` for what the daemon itself refused, or `child` for our own process. */
  kind:
    | 'unreachable'
    | 'refused'
    | 'certificate'
    | 'authentication'
    | 'permission'
    | 'timeout'
    | 'protocol'
    | 'too-old'
    | 'wrong-uri'
    | 'host-key'
    | 'libvirt'
    | 'child';
  /** libvirt's error number, 0 where the daemon did not answer with one. */
  number: number;
  /** A sentence. */
  message: string;
  /** What the system or the other side said; hostile text. */
  detail: string;
}

/** Where a host is, as far as words about failures need it. */
export interface HostPlace {
  transport: 'unix' | 'tls' | 'ssh' | 'tcp';
  /** '' for this machine. */
  host: string;
  user: string;
  /** 0 for the transport's own. */
  port: number;
  socket: string;
}
