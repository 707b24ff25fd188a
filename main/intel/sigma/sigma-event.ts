import type { DnsRecord } from '../../telemetry/flow.ts';
import type { HostEvent } from '../../telemetry/host-event.ts';
import type { SigmaCategory } from './sigma-rule.ts';

/** Characters of a field that are looked at. */
const MOST = 4096;

/** What a rule is asked about: fields by their Sigma name, each with all that it may read as. */
export interface SigmaEvent {
  category: SigmaCategory;
  product: 'windows' | 'linux' | '';
  time: number;
  /** As an alert shows it. */
  example: string;
  fields: ReadonlyMap<string, readonly string[]>;
}

/** Fields that each stream tells; a rule that asks for others cannot be answered. */
export const sigmaFields: Readonly<Record<SigmaCategory, readonly string[]>> = {
  process_creation: ['Image', 'CommandLine', 'ParentImage', 'User', 'Computer'],
  network_connection: [
    'Image',
    'User',
    'Computer',
    'Initiated',
    'Protocol',
    'SourceIp',
    'SourcePort',
    'DestinationIp',
    'DestinationPort',
  ],
  file_event: ['Image', 'User', 'Computer', 'TargetFilename'],
  dns: ['QueryName', 'query', 'answer', 'answers', 'QueryResults', 'record_type', 'qtype_name', 'Image', 'Computer'],
};

/** A host event as rules see it; null for what no rule asks of. */
export function sigmaOfHostEvent(event: HostEvent): SigmaEvent | null {
  const { process, connection, addresses } = event;
  const category = categoryOf(event);
  if (category === null) return null;
  const fields = new Map<string, readonly string[]>();
  const put = (name: string, values: readonly string[]): void => {
    const told = values.filter((value) => value !== '').map((value) => value.slice(0, MOST));
    if (told.length > 0) fields.set(name, told);
  };
  put('Image', pathsOf(process?.executable || process?.name || ''));
  put('CommandLine', [process?.commandLine ?? '']);
  put('ParentImage', pathsOf(process?.parentName ?? ''));
  put('User', [process?.user ?? '']);
  put('Computer', [event.host]);
  if (category === 'file_event') put('TargetFilename', [event.target]);
  if (category === 'dns') {
    put('QueryName', [event.target]);
    put('query', [event.target]);
  }
  if (category === 'network_connection' && connection !== null) {
    put('Protocol', [connection.transport]);
    put('SourceIp', [connection.src]);
    put('DestinationIp', [connection.dst]);
    put('SourcePort', connection.sport > 0 ? [String(connection.sport)] : []);
    put('DestinationPort', [String(connection.dport)]);
    if (addresses.includes(connection.src)) put('Initiated', ['true']);
    else if (addresses.includes(connection.dst)) put('Initiated', ['false']);
  }
  return {
    category,
    product: event.source === 'sysmon' || event.source === 'windows-security' ? 'windows' : 'linux',
    time: event.time,
    example: process?.commandLine || event.detail || event.title,
    fields,
  };
}

/** A name that was asked for in the traffic as rules see it. */
export function sigmaOfDns({ time, qname, qtype, answers }: DnsRecord): SigmaEvent {
  const fields = new Map<string, readonly string[]>([
    ['QueryName', [qname.slice(0, MOST)]],
    ['query', [qname.slice(0, MOST)]],
    ['record_type', [qtype]],
    ['qtype_name', [qtype]],
  ]);
  if (answers.length > 0) for (const name of ['answer', 'answers', 'QueryResults']) fields.set(name, answers);
  return { category: 'dns', product: '', time, example: `${qname} (${qtype})`, fields };
}

function categoryOf({ kind, title, process, connection, target }: HostEvent): SigmaCategory | null {
  if (kind === 'process') return process !== null && title.startsWith('process started') ? 'process_creation' : null;
  if (kind === 'network' && title.startsWith('name looked up')) return 'dns';
  if (kind === 'network') return connection === null ? null : 'network_connection';
  return kind === 'file' && target !== '' && !title.startsWith('file deleted') ? 'file_event' : null;
}

/** Where only the name of a program is told, it stands at the end of some path. */
function pathsOf(program: string): string[] {
  return program === '' || /[\\/]/.test(program) ? [program] : [program, `\\${program}`, `/${program}`];
}
