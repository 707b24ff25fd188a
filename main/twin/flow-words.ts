import { outcomeOf } from '../detection/flow-outcome.ts';
import { sayBytes } from '../detection/say.ts';
import type { Flow } from '../telemetry/flow.ts';
import type { Happening } from './happening.ts';
import { peerClass, peerKey, portWord } from './peer-class.ts';
import { actOfPeer, type WordContext } from './process-words.ts';
import { SEVERITY } from './severity.ts';

/** Powers of ten of the bytes: a page, a picture, a film. */
function size(bytes: number): string {
  return bytes < 1e3 ? 's' : bytes < 1e5 ? 'm' : bytes < 1e7 ? 'l' : 'xl';
}

/**
 * What a flow that ended is to the twin of one of its ends: peer's class, port, outcome and sizes. Needs no agent.
 * @param flow its client as `src`
 * @param side which end the VM is
 */
export function flowHappening(flow: Flow, side: 'client' | 'server', context: WordContext): Happening | null {
  const isClient = side === 'client';
  const peer = isClient ? flow.dst : flow.src;
  const where = peerClass(peer, context.own);
  if (where === 'self' || flow.transport === 'arp') return null;
  const outcome = outcomeOf(flow);
  const [sent, received] = isClient ? [flow.out.bytes, flow.in.bytes] : [flow.in.bytes, flow.out.bytes];
  const key = where !== 'group' && isClient ? peerKey(peer, where) : '';
  const isNew = key !== '' && !context.knowsPeer('', key);
  const ports =
    flow.transport === 'tcp' || flow.transport === 'udp'
      ? `:${flow.transport}:${portWord(flow.dport)}`
      : `:${flow.transport}`;
  const { severity, technique } = SEVERITY[isNew ? actOfPeer(where) : 'none'];
  return {
    time: flow.end,
    service: isClient ? 'out' : 'in',
    thread: '',
    word: `${isClient ? 'to' : 'from'}:${where}${ports}:${outcome === 'answered' ? `${size(sent)}${size(received)}` : outcome}${isNew ? ':new' : ''}`,
    // Joined and not added up: engines keep what is added up as its pieces, and texts of odd windows are kept for long.
    text: [
      isClient ? 'to ' : 'from ',
      peer,
      ` ${flow.transport} port ${flow.dport}: `,
      sayBytes(sent),
      ' sent, ',
      sayBytes(received),
      ' received',
      outcome === 'answered' ? '' : `, ${outcome}`,
    ].join(''),
    habit: where === 'group' ? '' : isClient ? `peer\t${peer}` : `serves\t${flow.dport}`,
    amount: 1,
    peer: key,
    // A network sees that a peer is new, not who in the VM talks to it: it weighs half of what an agent tells.
    severity: severity / 2,
    technique,
    // A network does not see who in the VM talks to a pool.
    needsNoBaseline: false,
  };
}
