import { peerClass } from './peer-class.ts';
import type { SequenceModel, Token } from './sequence-model.ts';

/** Something a twin would do. */
export type SyntheticAct =
  | {
      kind: 'connection';
      service: string;
      way: 'out' | 'in';
      /** Peer's class, and which of the known ones: see {@link peerKey}. '' for who connects to the VM. */
      where: string;
      peer: string;
      port: string;
      refused: boolean;
    }
  | { kind: 'file'; service: string; how: 'reads' | 'writes'; pathClass: string; refused: boolean }
  | { kind: 'program'; service: string; program: string; parent: string };

/** What a service's acts are drawn from. */
export interface ActSource {
  service: string;
  model: SequenceModel;
  /** Word of a token, '' where it has none. */
  wordOf: (token: Token) => string;
  /** Keys of the peers that the service was learned to talk with. */
  peers: readonly string[];
  /** The VM's own addresses. */
  own: readonly string[];
}

/** Draws in a row that give nothing, after which nothing more is tried. */
const MOST_EMPTY = 1000;

/**
 * Draws what a service would do, in order. Connections go to peers that it really has and files are of path classes that it
 * really touches: what the model would have be new is left out.
 * @param random uniform in [0, 1)
 */
export function generateActs(source: ActSource, most: number, random: () => number): SyntheticAct[] {
  const acts: SyntheticAct[] = [];
  const context: Token[] = [];
  for (let empty = 0; acts.length < most && empty < MOST_EMPTY; empty += 1) {
    const token = source.model.draw(context, random());
    context.push(token);
    if (context.length >= source.model.order) context.shift();
    const act = toAct(source.wordOf(token), source, random);
    if (act === null) continue;
    acts.push(act);
    empty = 0;
  }
  return acts;
}

/** What a word stands for; null for what is neither connection, file nor program, and for a peer that nobody knows. */
function toAct(word: string, { service, peers, own }: ActSource, random: () => number): SyntheticAct | null {
  const refused = word.endsWith('!');
  const [kind, ...parts] = (refused ? word.slice(0, -1) : word).split(':');
  const [first = '', second = '', third = ''] = parts;
  switch (kind) {
    case 'connect':
    case 'to': {
      const known = peers.filter((peer) => peerClass(peer.split('/')[0] ?? '', own) === first);
      const isSelf = first === 'self' || first === 'group';
      if (known.length === 0 && !isSelf) return null;
      const peer = isSelf ? '' : (known[Math.floor(random() * known.length)] ?? '');
      return {
        kind: 'connection',
        service,
        way: 'out',
        where: first,
        peer,
        port: kind === 'to' ? third : second,
        refused,
      };
    }
    case 'accept':
    case 'from':
      return {
        kind: 'connection',
        service,
        way: 'in',
        where: first,
        peer: '',
        port: kind === 'from' ? third : second,
        refused,
      };
    case 'open':
      return { kind: 'file', service, how: first === 'r' ? 'reads' : 'writes', pathClass: second, refused };
    case 'write':
      return { kind: 'file', service, how: 'writes', pathClass: first, refused };
    case 'exec': {
      const [program = '', parent = ''] = parts.join(':').split('<');
      return { kind: 'program', service, program, parent };
    }
    default:
      return null;
  }
}
