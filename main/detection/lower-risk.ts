import type { Alert } from '../../shared/contract/subject.ts';
import type { Inheritance } from './inheritance.ts';
import type { RiskyAlert } from './risk.ts';

/** A sign that can be answered, and what it adds. */
export type Answerable =
  | { alert: RiskyAlert & Partial<Pick<Alert, 'peers'>>; effect: number }
  | { inheritance: Inheritance; effect: number };

/** A way to lower a risk, and what would be left. */
export interface Lowering {
  text: string;
  risk: number;
}

/** Ways that are told one by one. */
const MOST = 4;
/** What adds less is not worth anybody's hand. */
const LEAST = 0.03;

/**
 * What would lower the risk: each of the strongest signs answered, what would be left then, lowest first; and all of them.
 * @param without risk that is left when these are answered
 */
export function lowerRisk(
  signs: readonly Answerable[],
  without: (answered: readonly Answerable[]) => number,
): Lowering[] {
  const worth = [...signs]
    .sort((a, b) => b.effect - a.effect)
    .slice(0, MOST)
    .filter(({ effect }) => effect >= LEAST);
  const ways = worth.map((sign) => ({ text: tellAnswer(sign), risk: without([sign]) })).sort((a, b) => a.risk - b.risk);
  return worth.length < 2 ? ways : [...ways, { text: `All ${worth.length} of these`, risk: without(worth) }];
}

function tellAnswer(sign: Answerable): string {
  if ('inheritance' in sign) {
    const { kind, sourceName, path } = sign.inheritance;
    const step = kind === 'inherited' ? path[0] : path.at(-1);
    const cut = step === undefined ? '' : `, or deny ${step.fromName} → ${step.toName}, ${step.service} ${step.port}`;
    return `Clear ${sourceName} of what it is suspected of${cut}`;
  }
  const { type, title, peers = [] } = sign.alert;
  switch (type) {
    case 'known-weakness':
      return `Update what is exploited: ${title}`;
    case 'twin-departure':
      return `Stop it, or accept it as normal on the Twin tab: ${title}`;
    case 'listed-peer':
      return `Deny ${peers[0] ?? 'the listed peer'}, or distrust the feed that lists it: ${title}`;
    default:
      return `Explain or stop: ${title}`;
  }
}
