import type { Dissector, DissectorOutput, FlowHint, Probe } from './dissector.ts';
import { FtpDissector } from './ftp.ts';
import { HttpDissector } from './http.ts';
import { isWord, methodLength, startsWith } from './http-line.ts';
import { MailLoginDissector } from './mail-login.ts';
import { MiningDissector } from './mining.ts';
import { Recognised } from './recognised.ts';
import { SmtpDissector } from './smtp.ts';
import { SshDissector } from './ssh.ts';
import { TelnetDissector } from './telnet.ts';
import { decodeLatin1 } from './text.ts';
import { VncDissector } from './vnc.ts';

/** A request line without its end in sight is believed from this length on. */
const METHOD_BYTES = 16;
const METHODS = new Set(['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'CONNECT', 'TRACE', 'PROPFIND']);
const SMTP_PORTS = new Set([25, 465, 587, 2525]);
const LOGIN_PROMPT = /(?:login|user ?name|password)\s?:\s*$/i;

/** Beginnings that name a protocol whose content is not read. */
const NAMES: readonly (readonly [string, string])[] = [
  ['PRI * HTTP/2', 'http2'],
  ['RTSP/1.', 'rtsp'],
  ['SIP/2.0 ', 'sip'],
  ['JRMI', 'rmi'],
  ['GIOP', 'iiop'],
  ['AMQP', 'amqp'],
  ['CNXN', 'adb'],
  ['NICK ', 'irc'],
  ['CAP LS', 'irc'],
  ['@RSYNCD:', 'rsync'],
  ['*1\r\n$', 'redis'],
  ['*2\r\n$', 'redis'],
  ['*3\r\n$', 'redis'],
  ['*4\r\n$', 'redis'],
  ['*5\r\n$', 'redis'],
];

/** Protocol of a request or answer line in HTTP's form: `http`, `rtsp`, `sip`, or '' when it is none. */
function requestProtocol(bytes: Uint8Array): '' | 'http' | 'rtsp' | 'sip' {
  const method = methodLength(bytes, 0, bytes.length);
  if (method === 0) return '';
  const newline = bytes.indexOf(10, method);
  if (newline < 0) {
    const isKnown = bytes.length >= METHOD_BYTES && METHODS.has(decodeLatin1(bytes, 0, method, 24));
    return isKnown && !startsWith(bytes, method + 1, 'rtsp:') && !startsWith(bytes, method + 1, 'sip:') ? 'http' : '';
  }
  const end = bytes[newline - 1] === 13 ? newline - 1 : newline;
  if (startsWith(bytes, end - 8, 'HTTP/1.')) return 'http';
  if (method === 3 && startsWith(bytes, 0, 'GET /') && bytes.subarray(4, end).indexOf(0x20) < 0) return 'http';
  if (startsWith(bytes, end - 8, 'RTSP/1.')) return 'rtsp';
  return startsWith(bytes, end - 7, 'SIP/2.0') ? 'sip' : '';
}

function holds(bytes: Uint8Array, word: string): boolean {
  const stop = Math.min(bytes.length, 256) - word.length;
  for (let at = 0; at <= stop; at++) if (isWord(bytes, at, at + word.length, word)) return true;
  return false;
}

/** Whether a flow opens with the greeting that FTP and SMTP share. */
export function isGreeting220(bytes: Uint8Array): boolean {
  return startsWith(bytes, 0, '220 ') || startsWith(bytes, 0, '220-');
}

/** A server's `220`: its words tell mail from files, then its port; null when neither does and the client must. */
function chooseGreeting(
  bytes: Uint8Array,
  fromOriginator: boolean,
  hint: FlowHint,
  output: DissectorOutput,
): Dissector | null {
  const port = fromOriginator ? hint.sport : hint.dport;
  if (holds(bytes, 'smtp') || SMTP_PORTS.has(port)) return new SmtpDissector(output, !fromOriginator);
  if (holds(bytes, 'ftp') || port === 21) return new FtpDissector(output, !fromOriginator);
  return null;
}

/** What the client's first command tells. */
function chooseCommand(bytes: Uint8Array, fromOriginator: boolean, output: DissectorOutput): Dissector | null {
  if (isWord(bytes, 0, 5, 'ehlo ') || isWord(bytes, 0, 5, 'helo ') || isWord(bytes, 0, 5, 'lhlo ')) {
    return new SmtpDissector(output, fromOriginator);
  }
  // `USER name` is FTP's (POP3's server has greeted before); with more words it is IRC's.
  if (isWord(bytes, 0, 5, 'user ')) {
    const newline = bytes.indexOf(10);
    if (newline < 0) return null;
    return /^.{5}\S+ \S+ \S+ /.test(decodeLatin1(bytes, 0, newline, 256))
      ? new Recognised('irc')
      : new FtpDissector(output, fromOriginator);
  }
  if (isWord(bytes, 0, 8, 'auth tls')) return new FtpDissector(output, fromOriginator);
  return null;
}

/** First payload of a TCP flow that begins with a printable sign. `inside` is asked about what tunnels carry. */
export function probeText(
  bytes: Uint8Array,
  fromOriginator: boolean,
  hint: FlowHint,
  output: DissectorOutput,
  inside: Probe,
): Dissector | null {
  switch (bytes[0]) {
    case 0x53:
      if (startsWith(bytes, 0, 'SSH-')) return new SshDissector(output);
      break;
    case 0x48:
      if (startsWith(bytes, 0, 'HTTP/1.')) return new HttpDissector(output, !fromOriginator, inside);
      break;
    case 0x52:
      if (startsWith(bytes, 0, 'RFB 00')) return new VncDissector(output, fromOriginator);
      break;
    case 0x32:
      return isGreeting220(bytes) ? chooseGreeting(bytes, fromOriginator, hint, output) : null;
    case 0x2b:
      return startsWith(bytes, 0, '+OK') ? new MailLoginDissector(output, 'pop3', !fromOriginator) : null;
    case 0x7b:
      return new MiningDissector(output);
    case 0x30:
      if (startsWith(bytes, 4, 'git-')) return new Recognised('git');
      break;
    case 0x2a:
      if (startsWith(bytes, 0, '* OK')) return new MailLoginDissector(output, 'imap', !fromOriginator);
      break;
    case 0x3a:
      return /^:\S{1,128} (?:NOTICE|0\d\d|PRIVMSG) /.test(decodeLatin1(bytes, 0, bytes.length, 192))
        ? new Recognised('irc')
        : null;
    default:
  }
  const request = requestProtocol(bytes);
  if (request === 'http') return new HttpDissector(output, fromOriginator, inside);
  if (request !== '') return new Recognised(request);
  for (const [beginning, name] of NAMES) if (startsWith(bytes, 0, beginning)) return new Recognised(name);
  const command = chooseCommand(bytes, fromOriginator, output);
  if (command !== null) return command;
  // A host that asks for a name before anything else was said.
  if (!fromOriginator && bytes.length <= 512 && LOGIN_PROMPT.test(decodeLatin1(bytes, 0, bytes.length, 512))) {
    return new TelnetDissector(output, !fromOriginator);
  }
  return null;
}
