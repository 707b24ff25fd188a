/** Kinds of host events the console tells apart. */
export type HostEventKind =
  | 'process'
  | 'file'
  | 'network'
  | 'privilege'
  | 'module'
  | 'registry'
  | 'login'
  | 'rule'
  | 'other';

/** A process as an event names it; '' and 0 where the event does not say. */
export interface EventProcess {
  pid: number;
  name: string;
  executable: string;
  commandLine: string;
  parentName: string;
  user: string;
}

/** One event of a host: from Falco, Tetragon, Tracee, auditd, Sysmon, or the agent. All text is hostile. */
export interface HostEvent {
  /** Microseconds since the epoch. */
  time: number;
  source: 'falco' | 'tetragon' | 'tracee' | 'auditd' | 'sysmon' | 'windows-security' | 'agent' | 'other';
  /** Host name as the event gives it, '' if none. */
  host: string;
  /** Addresses of the host the event gives, if any. */
  addresses: string[];
  kind: HostEventKind;
  /** Short: `process started: powershell.exe`, the rule's name … */
  title: string;
  /** One line of detail: command line, path, connection. */
  detail: string;
  severity: 'info' | 'notice' | 'warning' | 'error' | 'critical';
  process: EventProcess | null;
  /** Connection, where the event is one. */
  connection: { transport: string; src: string; sport: number; dst: string; dport: number } | null;
  /** File, registry key or module concerned, '' if none. */
  target: string;
  /** ATT&CK technique ids the source itself claims (never used as a label for scoring). */
  claimedTechniques: string[];
  /** The record as it was, JSON text with exact integers, at most 64 KiB. */
  raw: string;
}
