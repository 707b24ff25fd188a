import { clientHelloBody, handshake, serverHello, tlsRecords } from '../dissect/testing/tls-messages.ts';

/** Bytes of hexadecimal digits; blanks are ignored. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(' ', ''), 'hex');
}

/** Lines, each ended as the text protocols do. */
export function text(...lines: string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1');
}

/** A message behind its length in two bytes. */
export function sized(message: Buffer): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(message.length);
  return Buffer.concat([head, message]);
}

/** NetBIOS session header before an SMB message. */
export function session(message: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(message.length);
  return Buffer.concat([head, message]);
}

/** SMB2 header of a command with a body behind it. */
export function smb2(command: number, isAnswer: boolean, body: Buffer): Buffer {
  const head = Buffer.alloc(64);
  head.writeUInt32BE(0xfe534d42, 0);
  head.writeUInt16LE(64, 4);
  head.writeUInt16LE(command, 12);
  head[16] = isAnswer ? 1 : 0;
  head[24] = command;
  return session(Buffer.concat([head, body]));
}

/** A DNS question. */
export const dnsQuery = hex('1234 0100 0001 0000 0000 0000 0377777707 6578616d706c6503636f6d00 0001 0001');
/** Its answer, with compressed names. */
export const dnsAnswer = hex(
  '1234 8180 0001 0002 0000 0000 03777777 076578616d706c6503636f6d00 0001 0001 c00c 0005 0001 00000078 0006 0363646ec010 c02d 0001 0001 00000078 0004 01020304',
);
const path = Buffer.from('\\\\10.0.0.2\\IPC$', 'utf16le');
const pipe = Buffer.from('svcctl', 'utf16le');

/** Body of an SMB2 tree connect. */
export function treeConnect(): Buffer {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(9, 0);
  body.writeUInt16LE(72, 4);
  body.writeUInt16LE(path.length, 6);
  return Buffer.concat([body, path]);
}

/** Body of an SMB2 create of a pipe. */
export function create(): Buffer {
  const body = Buffer.alloc(56);
  body.writeUInt16LE(57, 0);
  body.writeUInt16LE(120, 44);
  body.writeUInt16LE(pipe.length, 46);
  return Buffer.concat([body, pipe]);
}

/** A DCE/RPC bind to the service control manager. */
export const rpcBind = hex(
  '05000b03100000004800000001000000b810b8100000000001000000 00000100 81bb7a364498f135ad3298f03800100302000000045d888aeb1cc9119fe808002b10486002000000',
);
/** A request on that binding. */
export const rpcRequest = hex('05000003100000002800000002000000100000000000 0c00 000000000000000000000000000000000000');
/** First message of NTLMSSP. */
export const ntlmNegotiate = Buffer.concat([
  Buffer.from('NTLMSSP\0'),
  hex('01000000978208e2000000000000000000000000000000000a0063450000000f'),
]);

/** A DHCP discover with options. */
export const dhcp = Buffer.concat([
  hex(`010106003903f326${'00'.repeat(20)}525400000001${'00'.repeat(10)}`),
  Buffer.alloc(192),
  hex('63825363 350101 3d0701525400000001 3204c0a80001 0c04686f7374 3c084d53465420352e30 ff'),
]);

/** A NetBIOS name query. */
export const nbns = Buffer.concat([
  hex('abcd0110000100000000000020'),
  Buffer.from('FHEPFCELEHFCEPFFFACACACACACACAAA'),
  hex('0000200001'),
]);

/** A TLS ClientHello. */
export const hello = Buffer.from(
  tlsRecords(
    22,
    handshake(
      1,
      clientHelloBody({
        sni: 'www.example.com',
        alpn: ['h2', 'http/1.1'],
        ciphers: [0x1301, 0xc02f],
        groups: [29],
        formats: [0],
      }),
    ),
  ),
);
/** The ServerHello that answers it. */
export const serverSide = Buffer.from(tlsRecords(22, serverHello(0x0303)));
