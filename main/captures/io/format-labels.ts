import type { CaptureFormat } from '../import/detect-format.ts';

/** Formats as the console writes them. */
export const formatLabels: Readonly<Record<CaptureFormat, string>> = {
  pcap: 'pcap',
  pcapng: 'pcapng',
  gzip: 'gzip',
  zip: 'ZIP',
  mien: 'Mien session',
  'zeek-tsv': 'Zeek log',
  'zeek-json': 'Zeek log (JSON)',
  eve: 'Suricata EVE',
  'nfdump-csv': 'nfdump CSV',
  binetflow: 'Argus binetflow',
  falco: 'Falco events',
  tetragon: 'Tetragon events',
  tracee: 'Tracee events',
  auditd: 'auditd log',
  sysmon: 'Windows events',
  events: 'Mien events',
  reports: 'Mien host reports',
  empty: 'empty',
  unknown: 'unknown',
};
