import { canonicalCidr } from './canonical-cidr.ts';
import type { Invariant, PeerSelector, PortMatch, Sensitivity } from './policy.ts';
import { parsePorts } from './read-ports.ts';
import { SERVICES } from './services.ts';

const sensitivities: readonly Sensitivity[] = ['public', 'internal', 'confidential', 'restricted'];
const fields = ['vm', 'host', 'role', 'tag'] as const;
const LONGEST = 500;

/**
 * Reads `never: kiosk -> confidential:5432`. Each side is `any`, `internet`, `inside`, `management`, a sensitivity, an address, or a role;
 * `vm=`, `host=`, `tag=`, `role=`, `persona=` say which is meant. Ports stand after a colon, several with commas, or a service by its name.
 * @returns a sentence where it cannot be read
 */
export function parseInvariant(written: string): Omit<Invariant, 'line'> | string {
  if (written.length > LONGEST) return `An invariant has at most ${LONGEST} characters.`;
  const match = /^\s*(never|always)\s*:\s*(\S.*?)\s*->\s*(\S.*?)\s*$/.exec(written);
  if (match === null)
    return 'An invariant is written like “never: kiosk -> confidential:5432” or “always: web -> db:5432/tcp”.';
  const [, kind, left = '', right = ''] = match;
  const from = parseEnd(left);
  if (from === null) return `“${left.slice(0, 60)}” names nobody.`;
  const whole = parseEnd(right);
  const text = written.trim().replaceAll(/\s+/g, ' ');
  const made = { kind: kind === 'never' ? ('never' as const) : ('always' as const), text };
  // A role by that name would be none: what follows a colon is ports, unless all of it is an address.
  if (whole !== null && (whole.address !== undefined || !right.includes(':')))
    return { ...made, from, to: whole, ports: [] };
  const colon = right.lastIndexOf(':');
  const to = parseEnd(right.slice(0, colon).replace(/^\[(.*)\]$/, '$1'));
  if (to === null) return `“${right.slice(0, 60)}” names nobody.`;
  const ports: PortMatch[] = [];
  for (const part of right.slice(colon + 1).split(',')) {
    const name = part.trim();
    const service = Object.hasOwn(SERVICES, name) ? SERVICES[name] : undefined;
    const one = parsePorts(part);
    if (service !== undefined && service.ports.length > 0) ports.push(...service.ports);
    else if (one !== null) ports.push(one);
    else return `“${name.slice(0, 60)}” is neither a port nor a service.`;
  }
  return { ...made, from, to, ports };
}

function parseEnd(text: string): PeerSelector | null {
  const word = text.trim();
  if (word === 'any') return {};
  if (word === 'internet' || word === 'outside') return { zone: 'outside' };
  if (word === 'inside' || word === 'management') return { zone: word };
  const sensitivity = sensitivities.find((each) => each === word);
  if (sensitivity !== undefined) return { sensitivity: [sensitivity] };
  const cidr = canonicalCidr(word);
  if (cidr !== null) return { address: [cidr] };
  const named = /^([a-z]+)=(\S.{0,199})$/.exec(word);
  if (named?.[2] !== undefined) {
    const value = named[2].trim();
    if (named[1] === 'persona') return { persona: [{ label: value, atLeast: 0.5 }] };
    const field = fields.find((each) => each === named[1]);
    return field === undefined ? null : { [field]: [value] };
  }
  return /^[a-z0-9][\w .-]{0,63}$/i.test(word) ? { role: [word] } : null;
}
