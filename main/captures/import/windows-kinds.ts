import type { HostEvent, HostEventKind } from '../../telemetry/host-event.ts';

/** What an event number means: its kind, what happened in a few words, and the field that says with what. */
export interface WindowsKind {
  kind: HostEventKind;
  what: string;
  target: string;
  severity?: HostEvent['severity'];
}

const k = (kind: HostEventKind, what: string, target = '', severity?: HostEvent['severity']): WindowsKind =>
  severity === undefined ? { kind, what, target } : { kind, what, target, severity };

const SYSMON = new Map<number, WindowsKind>([
  [1, k('process', 'process started', 'Image')],
  [2, k('file', 'file time changed', 'TargetFilename', 'notice')],
  [3, k('network', 'connection')],
  [4, k('other', 'sysmon state changed', 'State')],
  [5, k('process', 'process ended', 'Image')],
  [6, k('module', 'driver loaded', 'ImageLoaded')],
  [7, k('module', 'image loaded', 'ImageLoaded')],
  [8, k('process', 'thread created in another process', 'TargetImage', 'notice')],
  [9, k('file', 'raw disk read', 'Device')],
  [10, k('process', 'process opened', 'TargetImage')],
  [11, k('file', 'file created', 'TargetFilename')],
  [12, k('registry', 'registry key changed', 'TargetObject')],
  [13, k('registry', 'registry value set', 'TargetObject')],
  [14, k('registry', 'registry key renamed', 'TargetObject')],
  [15, k('file', 'file stream created', 'TargetFilename')],
  [17, k('file', 'pipe created', 'PipeName')],
  [18, k('file', 'pipe connected', 'PipeName')],
  [19, k('other', 'WMI filter', 'Name', 'notice')],
  [20, k('other', 'WMI consumer', 'Destination', 'notice')],
  [21, k('other', 'WMI binding', 'Consumer', 'notice')],
  [22, k('network', 'name looked up', 'QueryName')],
  [23, k('file', 'file deleted', 'TargetFilename')],
  [25, k('process', 'process tampered with', 'Image', 'warning')],
  [26, k('file', 'file deleted', 'TargetFilename')],
]);

const SECURITY = new Map<number, WindowsKind>([
  [1102, k('other', 'audit log cleared', '', 'warning')],
  [4624, k('login', 'logged on', 'TargetUserName')],
  [4625, k('login', 'log-on failed', 'TargetUserName', 'notice')],
  [4634, k('login', 'logged off', 'TargetUserName')],
  [4647, k('login', 'logged off', 'TargetUserName')],
  [4648, k('login', 'log-on with other credentials', 'TargetUserName')],
  [4656, k('file', 'object handle asked for', 'ObjectName')],
  [4657, k('registry', 'registry value changed', 'ObjectName')],
  [4658, k('file', 'object handle closed', 'ObjectName')],
  [4663, k('file', 'object accessed', 'ObjectName')],
  [4670, k('privilege', 'permissions changed', 'ObjectName')],
  [4672, k('privilege', 'special privileges at log-on', 'SubjectUserName')],
  [4673, k('privilege', 'privileged service called', 'Service')],
  [4674, k('privilege', 'privileged operation', 'ObjectName')],
  [4688, k('process', 'process started', 'NewProcessName')],
  [4689, k('process', 'process ended', 'ProcessName')],
  [4690, k('file', 'object handle duplicated', 'SourceHandleId')],
  [4697, k('other', 'service installed', 'ServiceFileName', 'notice')],
  [4698, k('other', 'scheduled task created', 'TaskName', 'notice')],
  [4703, k('privilege', 'user right adjusted', 'TargetUserName')],
  [4720, k('privilege', 'account created', 'TargetUserName', 'notice')],
  [4728, k('privilege', 'member added to group', 'TargetUserName', 'notice')],
  [4732, k('privilege', 'member added to group', 'TargetUserName', 'notice')],
  [4768, k('login', 'Kerberos ticket asked for', 'TargetUserName')],
  [4769, k('login', 'Kerberos service ticket asked for', 'ServiceName')],
  [4771, k('login', 'Kerberos pre-authentication failed', 'TargetUserName', 'notice')],
  [4776, k('login', 'credentials checked', 'TargetUserName')],
  [5140, k('file', 'share accessed', 'ShareName')],
  [5145, k('file', 'share object checked', 'RelativeTargetName')],
  [5156, k('network', 'connection')],
  [5157, k('network', 'connection blocked')],
  [5158, k('network', 'port bound')],
]);

const SERVICES = new Map<number, WindowsKind>([
  [7045, k('other', 'service installed', 'ImagePath', 'notice')],
  [7036, k('other', 'service state changed', 'param1')],
  [7040, k('other', 'service start type changed', 'param1')],
]);

/** Looks an event up by its provider and number; unknown ones are `other`. */
export function windowsKindOf(provider: string, id: number): WindowsKind {
  const unknown = k('other', `event ${id}`);
  if (provider.endsWith('Sysmon')) return SYSMON.get(id) ?? unknown;
  if (provider.endsWith('Security-Auditing') || provider.endsWith('Eventlog')) return SECURITY.get(id) ?? unknown;
  if (provider === 'Service Control Manager') return SERVICES.get(id) ?? unknown;
  if (provider.includes('PowerShell')) return k('process', 'PowerShell', 'Path', id === 4104 ? 'notice' : 'info');
  if (provider.includes('TaskScheduler')) return k('other', `scheduled task event ${id}`, 'TaskName');
  return unknown;
}
