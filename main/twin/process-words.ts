import type { AgentEvent, AgentEventDetail } from '../telemetry/agent-report.ts';
import { sayBytes, sayCount } from '../detection/say.ts';
import type { Happening } from './happening.ts';
import { type PeerClass, peerClass, peerKey, portWord } from './peer-class.ts';
import {
  type Act,
  actOfManyFiles,
  actOfProgram,
  isOfficial,
  needsNoBaseline,
  programName,
  SEVERITY,
} from './severity.ts';

/** What is known of a VM while its events become words. */
export interface WordContext {
  /** Its own addresses. */
  own: readonly string[];
  /** Whether a service was learned to talk with a peer, see {@link peerKey}. */
  knowsPeer(service: string, key: string): boolean;
}

/** Files renamed or deleted within some seconds from which it is a rewrite of many. */
export const MANY_FILES = 20;

/** What changes of privilege are acts of, by the agent's word: a guest may say any word. */
const PRIVILEGE_ACTS: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['ptrace', 'ptrace'],
  ['module', 'module'],
  ['bpf', 'bpf'],
  ['memfd-exec', 'memoryProgram'],
  ['unshare', 'leavesContainer'],
  ['mount', 'leavesContainer'],
]);

/** Files that hold hashes of passwords, and copies of them. */
const PASSWORD_HASHES = /^\/etc\/(g?shadow-?|security\/opasswd)$/;

/** Ports that pools of miners listen on by custom. */
const POOL_PORTS = new Set([3333, 3334, 3357, 5555, 7777, 9999, 14_433, 14_444, 45_560, 45_700]);

interface Told {
  word: string;
  text: string;
  habit?: string;
  amount?: number;
  peer?: string;
  act?: Act;
}

/** Where a program lies, as far as it matters. */
function placeOfProgram(path: string): '' | 'tmp' | 'home' | 'memory' {
  if (path.startsWith('memfd:') || path.startsWith('/memfd:') || path.startsWith('/proc/self/fd/')) return 'memory';
  if (/^\/(tmp|var\/tmp|dev\/shm|run\/user)\//.test(path)) return 'tmp';
  return /^\/(home|root)\//.test(path) ? 'home' : '';
}

function magnitude(count: number): string {
  return count <= 0 ? '0' : String(Math.floor(Math.log10(count)));
}

function tellExec(detail: Extract<AgentEventDetail, { kind: 'exec' }>): Told {
  const name = programName(detail.program, detail.argv[0] ?? '') || 'unnamed';
  const place = placeOfProgram(detail.program);
  const argv = detail.argv.join(' ').slice(0, 200);
  return {
    word: `exec:${place === '' ? '' : `${place}/`}${name}<${detail.parentName}`,
    text: `${detail.parentName || 'a process'} runs ${detail.program}${argv === '' ? '' : ` (${argv})`}`,
    habit: `runs\t${detail.program}`,
    act: actOfProgram(name, place, detail.parentName),
  };
}

function tellOpen(detail: Extract<AgentEventDetail, { kind: 'open' }>, service: string, thread: string): Told {
  const { pathClass, path, read, write, error, count } = detail;
  const how = write ? (read ? 'rw' : 'w') : 'r';
  const where = path || pathClass;
  let act: Act = 'none';
  if (pathClass === 'etc-secret' && isOfficial(thread)) act = 'secretByOffice';
  else if (pathClass === 'etc-secret') act = PASSWORD_HASHES.test(path) ? 'passwordHashes' : 'secretOfSystem';
  else if (pathClass === 'home-secret') act = isOfficial(thread) ? 'secretByOffice' : 'secretOfUser';
  else if (pathClass === 'proc-other' && /\/(mem|maps|environ)$/.test(path)) act = 'memoryOfOthers';
  else if (write && (pathClass === 'bin' || pathClass === 'lib' || pathClass === 'boot')) act = 'writesPrograms';
  return {
    // Who reads the key of its own certificate has not read hashes of passwords.
    word: `open:${how}:${pathClass}${act === 'passwordHashes' ? ':hashes' : ''}${error === 0 ? '' : '!'}`,
    text: `${service} opens ${where} to ${write ? 'write' : 'read'}${error === 0 ? '' : `, refused with ${error}`}${count > 1 ? `, ${count} times` : ''}`,
    habit: `${write ? 'writes to' : 'opens'}\t${where}`,
    amount: count,
    act,
  };
}

/** What of a summary of writes there is to tell: nothing of what did not happen. */
function tellChanges({
  pathClass,
  bytes,
  files,
  renamed,
  deleted,
}: Extract<AgentEventDetail, { kind: 'write' }>): string {
  const acts = [
    ...(bytes > 0 || files > 0 ? [`writes ${sayBytes(bytes)} to ${sayCount(files, 'file')} of ${pathClass}`] : []),
    ...(renamed > 0 ? [`renames ${sayCount(renamed, 'file')} of ${pathClass}`] : []),
    ...(deleted > 0 ? [`deletes ${sayCount(deleted, 'file')} of ${pathClass}`] : []),
  ];
  return acts.join(', ') || `changes nothing of ${pathClass}`;
}

function tellWrite(detail: Extract<AgentEventDetail, { kind: 'write' }>, service: string, thread: string): Told {
  const { pathClass, bytes, files, renamed, deleted } = detail;
  const isMass = renamed + deleted >= MANY_FILES || files >= MANY_FILES * 3;
  const replaced = renamed + Math.min(deleted, files) >= MANY_FILES;
  return {
    word: `write:${pathClass}:${magnitude(bytes)}${files >= MANY_FILES ? ':many' : ''}${isMass ? ':mass' : ''}`,
    text: `${service} ${tellChanges(detail)}`,
    habit: `bytes written\t${pathClass}`,
    amount: bytes,
    act: isMass ? actOfManyFiles(thread, pathClass, replaced) : 'none',
  };
}

function tellPeer(
  detail: Extract<AgentEventDetail, { kind: 'connect' | 'accept' }>,
  service: string,
  context: WordContext,
): Told {
  const where = peerClass(detail.address, context.own);
  const isPeer = where !== 'self' && where !== 'group';
  const key = isPeer ? peerKey(detail.address, where) : '';
  const isNew = isPeer && !context.knowsPeer(service, key);
  const mark = isNew ? ':new' : '';
  if (detail.kind === 'accept') {
    return {
      word: `accept:${where}:${portWord(detail.ownPort)}`,
      text: `${service} accepts ${detail.address} on port ${detail.ownPort}`,
      habit: `listens\t${detail.ownPort}`,
    };
  }
  return {
    word: `connect:${where}:${portWord(detail.port)}${mark}${detail.error === 0 || detail.error === 115 ? '' : '!'}`,
    text: `${service} connects to ${detail.address} port ${detail.port}`,
    habit: isPeer ? `peer\t${detail.address}` : '',
    peer: key,
    act: isNew ? (where === 'outside' && POOL_PORTS.has(detail.port) ? 'pool' : actOfPeer(where)) : 'none',
  };
}

/** What talking to a peer is that nobody of the service talked to before. */
export function actOfPeer(where: PeerClass): Act {
  return where === 'outside' ? 'newPeerOutside' : 'newPeerInside';
}

function tellPrivilege(detail: Extract<AgentEventDetail, { kind: 'privilege' }>, service: string): Told {
  const { what, change } = detail;
  const toRoot = what === 'setuid' && /→\s*0$/.test(change);
  return {
    word: `privilege:${what}${toRoot ? ':root' : ''}`,
    text: `${service}: ${what}${change === '' ? '' : ` ${change}`}${detail.target > 0 ? ` of process ${detail.target}` : ''}`,
    habit: `privilege\t${what}${toRoot ? ' to root' : ''}`,
    act: toRoot ? 'becomesRoot' : (PRIVILEGE_ACTS.get(what) ?? 'otherPrivilege'),
  };
}

function tell(detail: AgentEventDetail, service: string, thread: string, context: WordContext): Told | null {
  switch (detail.kind) {
    case 'exec':
      return tellExec(detail);
    case 'exit':
      if (detail.signal === 0 || detail.signal === 15) return null;
      return {
        word: `killed:${detail.signal}`,
        text: `a process of ${service} ended by signal ${detail.signal}`,
        act: 'crash',
      };
    case 'open':
      return tellOpen(detail, service, thread);
    case 'write':
      return tellWrite(detail, service, thread);
    case 'connect':
    case 'accept':
      return tellPeer(detail, service, context);
    case 'privilege':
      return tellPrivilege(detail, service);
    case 'dup':
      // A service's standard output is a socket wherever a journal takes it; its standard input seldom is.
      return {
        word: `dup:${detail.descriptor}`,
        text: `${service} puts a socket on descriptor ${detail.descriptor}`,
        act: detail.descriptor === 0 ? 'socketOnStdio' : 'none',
      };
  }
}

/** What an event of a guest is to its twin; null for what no sequence needs, such as an orderly exit. */
export function toHappening(event: AgentEvent, context: WordContext): Happening | null {
  const { service, name } = event.thread;
  const told = tell(event.detail, service || name, name, context);
  if (told === null) return null;
  const act = told.act ?? 'none';
  const { severity, technique } = SEVERITY[act];
  return {
    time: event.time,
    service: service || name,
    thread: name,
    word: told.word,
    text: told.text.slice(0, 300),
    habit: told.habit ?? '',
    amount: told.amount ?? 1,
    peer: told.peer ?? '',
    severity,
    technique,
    needsNoBaseline: needsNoBaseline(act),
  };
}
