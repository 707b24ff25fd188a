import type { L7Record } from '../../telemetry/flow.ts';
import type { EveBase } from './eve-records.ts';
import { listAt, numberAt, numberOf, recordAt, recordOf, textAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { interfaceNameOf } from './rpc-interfaces.ts';
import { rpcOperationOf } from './rpc-operations.ts';

type SmbCommand = Extract<L7Record, { kind: 'smb' }>['command'];

/** Reads `smb`, `dcerpc` and `rdp` records; an SMB record that carries a remote call gives both. */
export function readEveRemote(type: string, body: JsonRecord, base: EveBase): L7Record[] {
  if (type === 'dcerpc') return readCall(body, base);
  if (type === 'rdp')
    return [{ kind: 'login', ...base, protocol: 'rdp', user: textAt(body, 'cookie').slice(0, 128), ok: null }];
  const call = recordAt(body, 'dcerpc');
  return [readSmb(body, base), ...(call === undefined ? [] : readCall(call, base))];
}

function readSmb(smb: JsonRecord, base: EveBase): L7Record {
  const dialect = textAt(smb, 'dialect');
  const user = textAt(smb, 'ntlmssp', 'user');
  const domain = textAt(smb, 'ntlmssp', 'domain');
  const code = textAt(smb, 'status_code');
  return {
    kind: 'smb',
    ...base,
    version: dialect.startsWith('3') ? 3 : dialect.startsWith('2') ? 2 : 1,
    command: commandOf(textAt(smb, 'command')),
    name: (user === ''
      ? textAt(smb, 'filename') || textAt(smb, 'named_pipe') || textAt(smb, 'share')
      : domain === ''
        ? user
        : `${domain}\\${user}`
    ).slice(0, 512),
    status: /^0x[0-9a-fA-F]{1,8}$/.test(code) ? `0x${code.slice(2).toLowerCase().padStart(8, '0')}` : '',
  };
}

function commandOf(text: string): SmbCommand {
  const name = text.toUpperCase();
  if (name.includes('NEGOTIATE')) return 'negotiate';
  if (name.includes('SESSION_SETUP')) return 'session-setup';
  if (name.includes('TREE_CONNECT')) return 'tree-connect';
  if (name.includes('CREATE')) return 'create';
  if (name.includes('WRITE')) return 'write';
  return name.includes('READ') ? 'read' : 'other';
}

function readCall(call: JsonRecord, base: EveBase): L7Record[] {
  const bound = recordOf(listAt(call, 'interfaces')[0]) ?? recordAt(call, 'interface') ?? {};
  const told = (textAt(bound, 'uuid') || textAt(call, 'interface_uuid')).toLowerCase();
  const interfaceId = /^[0-9a-f-]{36}$/.test(told) ? told : '';
  const interfaceName = interfaceId === '' ? '' : interfaceNameOf(interfaceId);
  const opnum = numberOf(recordAt(call, 'req')?.['opnum'], numberAt(call, 'opnum', -1));
  return [
    { kind: 'dcerpc', ...base, interfaceId, interfaceName, opnum, operation: rpcOperationOf(interfaceName, opnum) },
  ];
}
