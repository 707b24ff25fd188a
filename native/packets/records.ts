/**
 * What the packet reader says about a capture: flows, application records and neighbour (ARP/ND) records.
 * Times are microseconds since the Unix epoch as a double (whole microseconds are exact, a nanosecond
 * capture keeps quarter-microsecond resolution); intervals are microseconds; sizes are bytes.
 * Every string comes from the wire: it is hostile, bounded in length by the dissector, and not escaped.
 */

/** Transport of a flow. `ip-N` is any other IP protocol, by number; `arp` rows stand beside IP flows. */
export type Transport = 'tcp' | 'udp' | 'icmp' | 'icmp6' | 'sctp' | 'arp' | `ip-${number}`;

/**
 * Connection state in Zeek's words. As in Zeek's logs a UDP flow is `SF` when both sides spoke, `S0` when only its
 * originator did, `SHR` when only the other side did; `OTH` stands for what has no handshake to judge.
 */
export type ConnState =
  | 'S0'
  | 'S1'
  | 'SF'
  | 'REJ'
  | 'S2'
  | 'S3'
  | 'RSTO'
  | 'RSTR'
  | 'RSTOS0'
  | 'RSTRH'
  | 'SH'
  | 'SHR'
  | 'OTH';

/** One direction of a flow. */
export interface DirectionStats {
  packets: number;
  /** IP bytes (header and payload); the frame's length where an offloaded packet says 0. */
  bytes: number;
  /** Bytes above the transport header. */
  payload: number;
  /** All TCP flags seen, OR-ed (FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128). */
  flags: number;
  /** Packets that carry payload, and their payload size: mean and standard deviation in bytes. */
  dataPackets: number;
  sizeMean: number;
  sizeSd: number;
  /** Inter-arrival summary, microseconds; 0 under two packets. */
  gapMean: number;
  gapSd: number;
  gapMin: number;
  gapMax: number;
}

/**
 * Repeated talking of the originator inside one flow: a pulse starts when it sends payload after at least
 * one second without payload of its own. A beacon in one long connection shows here and nowhere else.
 */
export interface PulseStats {
  count: number;
  /** Interval between pulse starts in microseconds: mean, standard deviation, median (of the first 64). */
  gapMean: number;
  gapSd: number;
  gapMedian: number;
  /** Payload bytes the originator sent per pulse. */
  sizeMean: number;
  sizeSd: number;
}

/** A bidirectional flow. `src` is the originator (the SYN's sender, else whoever was seen first). */
export interface FlowRecord {
  /** Dense, from 1, in order of creation; the packet index and L7 records refer to it. */
  id: number;
  transport: Transport;
  src: string;
  /** 0 where the transport has no ports. */
  sport: number;
  dst: string;
  dport: number;
  /** Outer to inner; empty when untagged. */
  vlans: number[];
  /** What was unwrapped, outer to inner, e.g. `vxlan:100`, `gre`, `ip-in-ip`; empty when nothing was. */
  tunnel: string;
  srcMac: string;
  dstMac: string;
  /** ICMP type and code of the first packet, else 0. */
  icmpType: number;
  icmpCode: number;
  start: number;
  end: number;
  out: DirectionStats;
  in: DirectionStats;
  pulses: PulseStats;
  state: ConnState;
  /** Application protocol recognised by content, lower case (`tls`, `http`, `ssh`, `dns`, …), or ''. */
  service: string;
  /** Community ID v1, seed 0; '' for arp. May be worked out when it is read. */
  communityId: string;
  /** Number (from 0, over all files of the analysis) of the flow's first and last packet; -1 for an imported flow. */
  firstPacket: number;
  lastPacket: number;
  /** Shannon entropy (bits a byte) of the first 1,024 payload bytes of each direction; -1 when none. */
  entropyOut: number;
  entropyIn: number;
}

interface Base {
  /** Flow it was seen in. */
  flow: number;
  time: number;
}

export interface DnsRecord extends Base {
  kind: 'dns';
  /** Which of the protocols that share the format. */
  protocol: 'dns' | 'mdns' | 'llmnr';
  qname: string;
  /** Type as text (`A`, `TXT`, …) or `TYPE65`. */
  qtype: string;
  /** '' while unanswered. */
  rcode: string;
  /** At most 16, in presentation format. */
  answers: string[];
  /** DNS message bytes; 0 where that message was not seen. */
  queryBytes: number;
  responseBytes: number;
}

export interface TlsRecord extends Base {
  kind: 'tls';
  sni: string;
  alpn: string[];
  /** Negotiated version as text (`TLS 1.3`), else the highest offered. */
  version: string;
  ja3: string;
  ja4: string;
  /** Server certificate, where it was in clear (up to TLS 1.2). */
  certificate: { subject: string; issuer: string; selfSigned: boolean; notBefore: number; notAfter: number } | null;
  /** False: a ClientHello without an answer. */
  established: boolean;
}

/** One request with its answer, where seen. */
export interface HttpRecord extends Base {
  kind: 'http';
  method: string;
  host: string;
  /** Origin form as sent, at most 2,048 bytes. */
  path: string;
  agent: string;
  /** 0 while unanswered. */
  status: number;
  contentType: string;
  requestBytes: number;
  responseBytes: number;
  /** What the start of the answer's body is by its magic, whatever the content type says. */
  bodyMagic: '' | 'pe' | 'elf' | 'macho' | 'java-class' | 'java-serialized' | 'zip' | 'ole' | 'pdf' | 'script' | 'gzip';
  /** Signs of an exploit string in the request line, headers or first body bytes: `jndi`, `traversal`, `shell`, `sqli`, `xxe`, `serialized`, `ognl`. */
  exploit: string[];
}

export interface DhcpRecord extends Base {
  kind: 'dhcp';
  message: string;
  mac: string;
  hostname: string;
  vendor: string;
  /** Address offered, acknowledged or asked for, '' if none. */
  address: string;
}

export interface NetbiosNameRecord extends Base {
  kind: 'nbns';
  name: string;
  /** NetBIOS suffix byte (0x00 workstation, 0x20 file server, 0x1b domain master, …). */
  suffix: number;
  operation: 'query' | 'registration' | 'release' | 'refresh' | 'response' | 'other';
  address: string;
}

export interface SshRecord extends Base {
  kind: 'ssh';
  client: string;
  server: string;
}

/** An SMB command of interest: tree connect, create (file or pipe), or session set-up with its user. */
export interface SmbRecord extends Base {
  kind: 'smb';
  version: 1 | 2 | 3;
  command: 'negotiate' | 'session-setup' | 'tree-connect' | 'create' | 'write' | 'read' | 'other';
  /** UNC path, file or pipe name, or DOMAIN\user of the NTLMSSP message. */
  name: string;
  /** NT status of the answer as 0x-hex, '' while unanswered. */
  status: string;
}

export interface DceRpcRecord extends Base {
  kind: 'dcerpc';
  /** Interface UUID, lower case. */
  interfaceId: string;
  /** Well-known name (`svcctl`, `atsvc`, `samr`, `drsuapi`, `epmapper`, …) or ''. */
  interfaceName: string;
  opnum: number;
  /** Operation name where known (`CreateServiceW`), else ''. */
  operation: string;
}

export interface SmtpRecord extends Base {
  kind: 'smtp';
  helo: string;
  from: string;
  /** At most 16. */
  to: string[];
  subject: string;
  /** AUTH tried; whether the server accepted it. */
  auth: boolean;
  authOk: boolean;
  startTls: boolean;
  /** DATA bytes of the message so far. */
  bytes: number;
}

export interface FtpRecord extends Base {
  kind: 'ftp';
  command: string;
  /** Argument; always '' for PASS. */
  argument: string;
  /** Reply code, 0 while unanswered. */
  code: number;
  /** For PASV/EPSV/PORT/EPRT: where the data connection goes, else '' and 0. */
  dataAddress: string;
  dataPort: number;
}

export interface ModbusRecord extends Base {
  kind: 'modbus';
  unit: number;
  function: number;
  /** True when the server answered with an exception. */
  exception: boolean;
}

export interface S7Record extends Base {
  kind: 's7';
  /** 1 job, 2 ack, 3 ack-data, 7 user data. */
  rosctr: number;
  function: number;
}

/** JSON-RPC of a mining pool (Stratum v1, eth_getWork, XMR login …). */
export interface MiningRecord extends Base {
  kind: 'mining';
  method: string;
  /** Wallet or worker as sent, at most 128 bytes. */
  login: string;
}

export interface LdapRecord extends Base {
  kind: 'ldap';
  operation: 'bind' | 'search' | 'search-entry' | 'search-reference' | 'other';
  name: string;
  /** The entry carries a Java object (javaSerializedData, javaCodeBase, javaFactory …). */
  javaObject: boolean;
}

/** A log-in dialogue in clear (telnet, pop3, imap, rdp cookie): what was asked and whether it went through. */
export interface LoginRecord extends Base {
  kind: 'login';
  protocol: 'telnet' | 'pop3' | 'imap' | 'rdp' | 'vnc' | 'ftp' | 'smtp';
  user: string;
  /** null where the dialogue does not tell. */
  ok: boolean | null;
}

/** ICMP echo payloads of a flow, one record when the flow ends. */
export interface EchoRecord extends Base {
  kind: 'echo';
  requests: number;
  replies: number;
  payloadBytes: number;
  /** Distinct payload sizes and distinct payloads (first 64 bytes after the 16 that ping stamps), counted to 64. */
  distinctSizes: number;
  distinctPayloads: number;
  /** Payloads of replies that differ from their request's, same id and sequence. */
  mismatched: number;
  /** A known banner inside a payload (`SSH-2.0`, an IP header, …), or ''. */
  inner: string;
}

/** One ARP request or answer, or an IPv6 neighbour solicitation/advertisement. */
export interface NeighbourRecord extends Base {
  kind: 'neighbour';
  protocol: 'arp' | 'nd';
  operation: 'request' | 'reply';
  senderMac: string;
  sender: string;
  target: string;
}

/** An application-layer record. */
export type L7Record =
  | DnsRecord
  | TlsRecord
  | HttpRecord
  | DhcpRecord
  | NetbiosNameRecord
  | SshRecord
  | SmbRecord
  | DceRpcRecord
  | SmtpRecord
  | FtpRecord
  | ModbusRecord
  | S7Record
  | MiningRecord
  | LdapRecord
  | LoginRecord
  | EchoRecord
  | NeighbourRecord;

/** A sentence about the capture itself: damage, what was skipped and why. */
export interface CaptureNote {
  /** Stable kebab-case code, e.g. `cut-last-packet`, `unknown-link-type`, `bad-block`. */
  code: string;
  text: string;
  /** File offset it concerns, -1 when none. */
  offset: number;
  count: number;
}
