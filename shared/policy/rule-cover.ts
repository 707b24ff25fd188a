import { networkKeys } from '../filter/address.ts';
import type { Comparison, PeerSelector, PolicyRule, PortMatch, VmSelector } from './policy.ts';

/** Whether every connection that `inner` is for, `outer` is for too. Only what can be told from the text alone is told: else false. */
export function coversRule(outer: PolicyRule, inner: PolicyRule): boolean {
  return (
    (outer.direction === 'both' || outer.direction === inner.direction) &&
    coversTraffic(outer, inner) &&
    coversPeer(outer.peer, inner.peer)
  );
}

/** Whether some connection may be for both: false only where the text alone says that none is. */
export function overlapsRule(one: PolicyRule, other: PolicyRule): boolean {
  if (one.direction !== 'both' && other.direction !== 'both' && one.direction !== other.direction) return false;
  if (one.ports.length > 0 && other.ports.length > 0) {
    const meets = (a: PortMatch, b: PortMatch): boolean =>
      a.from <= b.to &&
      b.from <= a.to &&
      (a.transport === 'any' || b.transport === 'any' || a.transport === b.transport);
    if (!one.ports.some((a) => other.ports.some((b) => meets(a, b)))) return false;
  }
  const [mine, theirs] = [protocolsOf(one), protocolsOf(other)];
  if (mine.length > 0 && theirs.length > 0 && !mine.some((each) => theirs.includes(each))) return false;
  return !arePeersApart(one.peer, other.peer);
}

/** Whether every peer that `inner` chooses, `outer` chooses too, as far as the text tells. */
export function coversPeer(outer: PeerSelector, inner: PeerSelector): boolean {
  const { reputation, zone, address, name, category, persona, vm, ...lists } = outer;
  if (reputation !== undefined && !(inner.reputation && coversComparison(reputation, inner.reputation))) return false;
  if (zone !== undefined && inner.zone !== zone) return false;
  if (address !== undefined && !inner.address?.every((each) => address.some((wide) => holdsNetwork(wide, each))))
    return false;
  if (name !== undefined && !inner.name?.every((each) => name.some((wide) => holdsName(wide, each)))) return false;
  if (vm !== undefined && !inner.vm?.every((each) => vm.includes(each) || vm.includes('*'))) return false;
  if (
    persona !== undefined &&
    !inner.persona?.every((each) => persona.some((wide) => wide.label === each.label && wide.atLeast <= each.atLeast))
  )
    return false;
  for (const [key, values] of [...Object.entries(lists), ['category', category]] as const) {
    if (values === undefined) continue;
    const theirs = inner[key as 'role' | 'host' | 'tag' | 'sensitivity' | 'category'] as readonly string[] | undefined;
    if (!theirs?.every((each) => (values as readonly string[]).includes(each))) return false;
  }
  return true;
}

/** Whether no number is on the side that counts of both. */
export function areApart(one: Comparison, other: Comparison): boolean {
  const [up, down] = one.op.startsWith('>') ? [one, other] : [other, one];
  if (!up.op.startsWith('>') || !down.op.startsWith('<')) return false;
  return up.value > down.value || (up.value === down.value && !(up.op === '>=' && down.op === '<='));
}

function coversTraffic(outer: PolicyRule, inner: PolicyRule): boolean {
  if (outer.ports.length > 0) {
    if (inner.ports.length === 0) return false;
    return inner.ports.every((each) =>
      outer.ports.some(
        (wide) =>
          wide.from <= each.from &&
          wide.to >= each.to &&
          (wide.transport === 'any' || wide.transport === each.transport),
      ),
    );
  }
  if (outer.protocols.length === 0) return true;
  const theirs = protocolsOf(inner);
  return theirs.length > 0 && theirs.every((each) => outer.protocols.includes(each));
}

function protocolsOf({ ports, protocols }: PolicyRule): PolicyRule['protocols'] {
  if (ports.length === 0) return protocols;
  return ports.some(({ transport }) => transport === 'any')
    ? ['tcp', 'udp']
    : ports.flatMap(({ transport }) => (transport === 'any' ? [] : [transport]));
}

function arePeersApart(one: PeerSelector, other: PeerSelector): boolean {
  // A VM has one role, one sensitivity and one host; tags and personas may be several.
  for (const key of ['role', 'sensitivity', 'host'] as const) {
    const [mine, theirs]: [readonly string[] | undefined, readonly string[] | undefined] = [one[key], other[key]];
    if (mine && theirs && !mine.some((each) => theirs.includes(each))) return true;
  }
  if (one.reputation && other.reputation && areApart(one.reputation, other.reputation)) return true;
  if (one.zone === 'outside' && (other.zone === 'inside' || isOurs(other))) return true;
  if (other.zone === 'outside' && (one.zone === 'inside' || isOurs(one))) return true;
  const { address: mine } = one;
  const { address: theirs } = other;
  return (
    mine !== undefined &&
    theirs !== undefined &&
    !mine.some((each) => theirs.some((wide) => holdsNetwork(wide, each) || holdsNetwork(each, wide)))
  );
}

/** VMs are ours: whoever chooses them chooses nobody outside. */
function isOurs({ vm, host, role, sensitivity, tag, persona }: VmSelector): boolean {
  return [vm, host, role, sensitivity, tag, persona].some((each) => each !== undefined);
}

function coversComparison(outer: Comparison, inner: Comparison): boolean {
  if (outer.op[0] !== inner.op[0]) return false;
  if (outer.value === inner.value) return outer.op.length >= inner.op.length;
  return outer.op.startsWith('<') ? outer.value > inner.value : outer.value < inner.value;
}

function holdsNetwork(wide: string, narrow: string): boolean {
  const [outer, inner] = [networkKeys(wide), networkKeys(narrow)];
  return outer !== null && inner !== null && outer.first <= inner.first && outer.last >= inner.last;
}

function holdsName(wide: string, narrow: string): boolean {
  return wide === narrow || (wide.startsWith('*.') && narrow.endsWith(wide.slice(1)));
}
