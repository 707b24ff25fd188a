import { describe, expect, it } from 'vitest';
import { readEvents } from './run-import.test-support.ts';

describe('auditd', () => {
  const SYSCALL =
    'type=SYSCALL msg=audit(1615114232.375:15558): arch=c000003e syscall=59 success=yes exit=0 ppid=10883 pid=10884 auid=1000 uid=0 comm="cat" exe=2F7573722F62696E2F636174202864656C6574656429 key=(null)';
  const EXECVE = 'type=EXECVE msg=audit(1615114232.375:15558): argc=3 a0="cat" a1[0]=2F65 a1[1]=7463 a2=2D6E';
  const END = 'type=EOE msg=audit(1615114232.375:15558): ';

  it.each([
    ['in order', [SYSCALL, EXECVE, END]],
    ['out of order', [EXECVE, SYSCALL]],
  ])('groups the records of an event %s', (_order, lines) => {
    expect(readEvents('auditd', lines.join('\n'))).toEqual([
      expect.objectContaining({
        time: 1_615_114_232_375_000,
        source: 'auditd',
        kind: 'process',
        title: 'process started: cat',
        detail: 'cat /etc -n',
        process: {
          pid: 10_884,
          name: 'cat',
          executable: '/usr/bin/cat (deleted)',
          commandLine: 'cat /etc -n',
          parentName: '',
          user: '0',
        },
      }),
    ]);
  });

  it('keeps interleaved events apart', () => {
    const other = SYSCALL.replace(':15558', ':15559').replace('syscall=59', 'syscall=42');
    const address =
      'type=SOCKADDR msg=audit(1615114232.375:15559): saddr=0A0001BB0000000020010DB800000000000000000000000100000000';
    expect(readEvents('auditd', [SYSCALL, other, EXECVE, address].join('\n'))).toEqual([
      expect.objectContaining({ kind: 'process', detail: 'cat /etc -n' }),
      expect.objectContaining({
        kind: 'network',
        connection: { transport: '', src: '', sport: 0, dst: '2001:db8::1', dport: 443 },
      }),
    ]);
  });

  it('reads what user space reports inside quotes', () => {
    const line =
      'node=n1 type=USER_LOGIN msg=audit(1492896301.818:19955): pid=12635 uid=0 auid=4294967295 msg=\'op=login acct="root" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.9 terminal=sshd res=failed\'';
    expect(readEvents('auditd', line)).toEqual([
      expect.objectContaining({
        host: 'n1',
        kind: 'login',
        title: 'user login failed',
        detail: 'root from 192.0.2.9',
        severity: 'notice',
      }),
    ]);
  });

  it('reads laurel and go-libaudit', () => {
    const laurel =
      '{"ID":"1615114232.375:15558","NODE":"work","SYSCALL":{"arch":"0xc000003e","syscall":59,"pid":5,"comm":"whoami","exe":"/usr/bin/whoami","SYSCALL":"execve","UID":"root"},"EXECVE":{"argc":1,"ARGV":["whoami"]}}';
    const libaudit = JSON.stringify(
      [
        {
          '@timestamp': '2017-03-07T04:59:29.03Z',
          record_type: 'user_cmd',
          sequence: 1,
          raw_msg: 'audit(1488862769.030:19469538): user pid=3027 msg=\'cwd="/" cmd=6964\'',
          data: { cmd: 'id', pid: '3027', result: 'success' },
        },
      ],
      null,
      2,
    );
    expect(readEvents('auditd', laurel)).toEqual([
      expect.objectContaining({ host: 'work', kind: 'process', detail: 'whoami', time: 1_615_114_232_375_000 }),
    ]);
    expect(readEvents('auditd', libaudit)).toEqual([
      expect.objectContaining({ kind: 'privilege', title: 'user cmd', detail: 'id', time: 1_488_862_769_030_000 }),
    ]);
  });

  it('tells events whose end never came, and never holds more than a few', () => {
    const lines = Array.from({ length: 1000 }, (_none, at) => SYSCALL.replace(':15558', `:${at}`));
    expect(readEvents('auditd', lines.join('\n'))).toHaveLength(1000);
  });
});
