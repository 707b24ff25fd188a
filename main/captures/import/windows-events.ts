import type { HostEvent } from '../../telemetry/host-event.ts';
import { canonicalAddress, isNobodysAddress } from './canonical-address.ts';
import { claimedTechniques } from './claimed-techniques.ts';
import { createEvent, fileNameOf } from './create-event.ts';
import { textAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { readWindowsFields, type WindowsFields } from './windows-fields.ts';
import { windowsKindOf } from './windows-kinds.ts';

/** Reads one Windows event (Sysmon, Security, PowerShell, services) as JSON; null when it is none. */
export function readWindowsEvent(record: JsonRecord, raw: string): HostEvent | null {
  const fields = readWindowsFields(record);
  if (fields === null || Number.isNaN(fields.time)) return null;
  const meaning = windowsKindOf(fields.provider, fields.id);
  const connection = connectionOf(fields);
  const target = meaning.target === '' ? '' : fields.text(meaning.target);
  const executable =
    fields.text('NewProcessName') ||
    fields.text('Image') ||
    fields.text('SourceImage') ||
    fields.text('ProcessName') ||
    fields.text('Application');
  const commandLine = fields.text('CommandLine') || fields.text('ScriptBlockText') || fields.text('HostApplication');
  const subject =
    fileNameOf(target) || (connection === null ? fileNameOf(executable) : `${connection.dst}:${connection.dport}`);
  const service = fields.text('ServiceName');
  const isInstall = meaning.what === 'service installed';
  return createEvent({
    time: fields.time,
    source: sourceOf(fields),
    host: fields.computer,
    addresses: addressesOf(fields, connection),
    kind: meaning.kind,
    title: isInstall ? `${meaning.what}: ${service}` : subject === '' ? meaning.what : `${meaning.what}: ${subject}`,
    detail:
      commandLine ||
      (isInstall ? target : detailOf(fields)) ||
      target ||
      textAt(record, 'Message') ||
      textAt(record, 'message'),
    severity: meaning.severity ?? 'info',
    process:
      executable === ''
        ? null
        : {
            pid: processId(fields.text('NewProcessId') || fields.text('ProcessId') || fields.text('SourceProcessId')),
            executable,
            commandLine,
            parentName: fileNameOf(fields.text('ParentImage') || fields.text('ParentProcessName')),
            user: userOf(fields),
          },
    connection,
    target,
    claimedTechniques: claimedTechniques([fields.text('RuleName')]),
    raw,
  });
}

function sourceOf(fields: WindowsFields): HostEvent['source'] {
  if (fields.provider.endsWith('Sysmon')) return 'sysmon';
  return fields.provider.endsWith('Security-Auditing') || fields.channel.toLowerCase() === 'security'
    ? 'windows-security'
    : 'other';
}

function detailOf(fields: WindowsFields): string {
  const workstation = fields.text('IpAddress');
  if (workstation !== '') return `from ${workstation}, type ${fields.text('LogonType')}`;
  const result = fields.text('QueryResults');
  if (result !== '') return result;
  const share = fields.text('ShareName');
  if (share !== '') return `${share} ${fields.text('RelativeTargetName')}`;
  const details = fields.text('Details');
  return details === '' ? '' : `${fields.text('TargetObject')} = ${details}`;
}

function userOf(fields: WindowsFields): string {
  const user = fields.text('User');
  if (user !== '') return user;
  const name = fields.text('SubjectUserName');
  const domain = fields.text('SubjectDomainName');
  return domain === '' ? name : `${domain}\\${name}`;
}

function processId(text: string): number {
  const value = text.length > 20 ? 0 : Number(text);
  return Number.isInteger(value) && value > 0 && value <= 0xffffffff ? value : 0;
}

function connectionOf(fields: WindowsFields): HostEvent['connection'] {
  const dst = canonicalAddress(fields.text('DestinationIp') || fields.text('DestAddress'));
  if (dst === '') return null;
  const protocol = fields.text('Protocol');
  return {
    transport: protocol === '6' ? 'tcp' : protocol === '17' ? 'udp' : protocol.slice(0, 8).toLowerCase(),
    src: canonicalAddress(fields.text('SourceIp') || fields.text('SourceAddress')),
    sport: processId(fields.text('SourcePort')) & 0xffff,
    dst,
    dport: processId(fields.text('DestinationPort') || fields.text('DestPort')) & 0xffff,
  };
}

/** Which end of the connection the host itself is: Sysmon says who began it; the filtering platform says which way it went (%%14592 in). */
function addressesOf(fields: WindowsFields, connection: HostEvent['connection']): string[] {
  if (connection === null) return [];
  const inbound = fields.text('Initiated') === 'false' || fields.text('Direction') === '%%14592';
  const own = inbound ? connection.dst : connection.src;
  return isNobodysAddress(own) || isGroupAddress(own) ? [] : [own];
}

function isGroupAddress(address: string): boolean {
  const first = Number(address.slice(0, address.indexOf('.')));
  return address.startsWith('ff') || address.endsWith('.255') || (first >= 224 && address.includes('.'));
}
