import { canonicalAddress } from './canonical-address.ts';
import { zeekBase, type ZeekRow, type ZeekRun } from './zeek-row.ts';

/** ssh.log: the two banners. */
export function readZeekSsh(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'ssh');
  if (base === null) return false;
  const record = {
    kind: 'ssh' as const,
    ...base,
    client: row.text('client').slice(0, 255),
    server: row.text('server').slice(0, 255),
  };
  run.sink({ kind: 'record', record });
  return true;
}

/** smtp.log: one mail. Whether a log-in was accepted is read from the last reply, which is all the log keeps of it. */
export function readZeekSmtp(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'smtp');
  if (base === null) return false;
  const reply = row.text('last_reply');
  const refused = reply.startsWith('535') || /^\d{3}.{0,40}auth/i.test(reply);
  run.sink({
    kind: 'record',
    record: {
      kind: 'smtp',
      ...base,
      helo: row.text('helo').slice(0, 255),
      from: (row.text('mailfrom') || row.text('from')).slice(0, 320),
      to: (row.list('rcptto').length > 0 ? row.list('rcptto') : row.list('to')).slice(0, 16),
      subject: row.text('subject').slice(0, 512),
      auth: refused || reply.startsWith('235'),
      authOk: reply.startsWith('235'),
      startTls: row.flag('tls') ?? false,
      bytes: 0,
    },
  });
  return true;
}

/** ftp.log: one command. The argument of PASS is never kept. */
export function readZeekFtp(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'ftp');
  if (base === null) return false;
  const command = row.text('command').slice(0, 16).toUpperCase();
  run.sink({
    kind: 'record',
    record: {
      kind: 'ftp',
      ...base,
      command,
      argument: command === 'PASS' ? '' : row.text('arg').slice(0, 512),
      code: row.number('reply_code'),
      dataAddress: canonicalAddress(row.text('data_channel.resp_h')),
      dataPort: row.number('data_channel.resp_p'),
    },
  });
  return true;
}

/** rdp.log: the cookie names the user; whether the log-in went through is inside the encryption. */
export function readZeekRdp(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'rdp');
  if (base === null) return false;
  run.sink({
    kind: 'record',
    record: { kind: 'login', ...base, protocol: 'rdp', user: row.text('cookie').slice(0, 128), ok: null },
  });
  return true;
}

const MODBUS_FUNCTIONS = new Map([
  ['READ_COILS', 1],
  ['READ_DISCRETE_INPUTS', 2],
  ['READ_HOLDING_REGISTERS', 3],
  ['READ_INPUT_REGISTERS', 4],
  ['WRITE_SINGLE_COIL', 5],
  ['WRITE_SINGLE_REGISTER', 6],
  ['READ_EXCEPTION_STATUS', 7],
  ['DIAGNOSTICS', 8],
  ['GET_COMM_EVENT_COUNTER', 11],
  ['GET_COMM_EVENT_LOG', 12],
  ['WRITE_MULTIPLE_COILS', 15],
  ['WRITE_MULTIPLE_REGISTERS', 16],
  ['REPORT_SLAVE_ID', 17],
  ['READ_FILE_RECORD', 20],
  ['WRITE_FILE_RECORD', 21],
  ['MASK_WRITE_REGISTER', 22],
  ['READ_WRITE_MULTIPLE_REGISTERS', 23],
  ['READ_FIFO_QUEUE', 24],
  ['ENCAP_INTERFACE_TRANSPORT', 43],
]);

/** modbus.log: one function call or its answer. */
export function readZeekModbus(row: ZeekRow, run: ZeekRun): boolean {
  const base = zeekBase(row, run, 'tcp', 'modbus');
  if (base === null) return false;
  const name = row.text('func').slice(0, 64);
  const exceptionSuffix = '_EXCEPTION';
  const isException = name.endsWith(exceptionSuffix);
  const bare = isException ? name.slice(0, -exceptionSuffix.length) : name;
  const unknown = /^unknown-(\d{1,3})$/.exec(bare);
  const record = {
    kind: 'modbus' as const,
    ...base,
    unit: row.number('unit') || row.number('unit_id'),
    function: MODBUS_FUNCTIONS.get(bare) ?? (unknown === null ? 0 : Number(unknown[1]) & 0x7f),
    exception: isException || row.text('exception') !== '',
  };
  run.sink({ kind: 'record', record });
  return true;
}
