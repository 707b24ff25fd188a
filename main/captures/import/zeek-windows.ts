import type { L7Record } from '../../telemetry/flow.ts';
import { interfaceIdOf } from './rpc-interfaces.ts';
import { rpcOpnumOf } from './rpc-operations.ts';
import { zeekBase, type ZeekRow, type ZeekRun } from './zeek-row.ts';

type SmbCommand = Extract<L7Record, { kind: 'smb' }>['command'];

function tellSmb(row: ZeekRow, run: ZeekRun, command: SmbCommand, name: string, status: string): boolean {
  const base = zeekBase(row, run, 'tcp', 'smb');
  if (base === null) return false;
  // These logs do not tell the dialect; SMB 1 is the rare one.
  run.sink({ kind: 'record', record: { kind: 'smb', ...base, version: 2, command, name: name.slice(0, 512), status } });
  return true;
}

/** smb_mapping.log: a share was connected. */
export function readZeekSmbMapping(row: ZeekRow, run: ZeekRun): boolean {
  return tellSmb(row, run, 'tree-connect', row.text('path'), '');
}

/** smb_files.log: something was done with a file or pipe of a share. */
export function readZeekSmbFiles(row: ZeekRow, run: ZeekRun): boolean {
  const action = row.text('action');
  const command = action.endsWith('OPEN')
    ? 'create'
    : action.endsWith('WRITE')
      ? 'write'
      : action.endsWith('READ')
        ? 'read'
        : 'other';
  const path = row.text('path');
  const name = row.text('name');
  return tellSmb(row, run, command, path === '' || name === '' ? path + name : `${path}\\${name}`, '');
}

/** ntlm.log: a session was set up, or refused. */
export function readZeekNtlm(row: ZeekRow, run: ZeekRun): boolean {
  const success = row.flag('success');
  const user = row.text('username');
  const domain = row.text('domainname');
  // STATUS_LOGON_FAILURE stands for every refusal: the log does not keep the code.
  const status = success === null ? '' : success ? '0x00000000' : '0xc000006d';
  return tellSmb(row, run, 'session-setup', domain === '' ? user : `${domain}\\${user}`, status);
}

/** dce_rpc.log: one remote call. The log keeps the operation's name; its number is -1 where it is none of those that matter. */
export function readZeekDceRpc(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'dcerpc');
  if (base === null) return false;
  const interfaceName = row.text('endpoint').slice(0, 64).toLowerCase();
  const operation = row.text('operation').slice(0, 64);
  const record = {
    kind: 'dcerpc' as const,
    ...base,
    interfaceId: interfaceIdOf(interfaceName),
    interfaceName,
    opnum: rpcOpnumOf(interfaceName, operation),
    operation,
  };
  run.sink({ kind: 'record', record });
  return true;
}

/** ldap.log and ldap_search.log: one operation. */
export function readZeekLdap(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'ldap');
  if (base === null) return false;
  const opcode = row.list('opcode').join(' ').toLowerCase() || row.text('operation').toLowerCase();
  const isSearch = row.text('scope') !== '' || opcode.includes('search');
  const name = row.text('base_object') || row.list('object')[0] || row.text('filter');
  const record = {
    kind: 'ldap' as const,
    ...base,
    operation: isSearch ? ('search' as const) : opcode.includes('bind') ? ('bind' as const) : ('other' as const),
    name: name.slice(0, 512),
    javaObject: false,
  };
  run.sink({ kind: 'record', record });
  return true;
}
