/** Why a policy cannot be staged or enforced as it stands, in words; '' where it can. */
export function tellBlock(given: {
  errors: number;
  saved: boolean;
  isNew: boolean;
  permittedHosts: number;
  pending: boolean;
  brokenInvariants: number;
}): string {
  if (given.errors > 0) return `fix ${String(given.errors)} ${given.errors === 1 ? 'error' : 'errors'} first`;
  if (given.isNew || !given.saved) return 'save the draft first';
  if (given.brokenInvariants > 0)
    return given.brokenInvariants === 1 ? 'an invariant does not hold' : 'some invariants do not hold';
  if (given.permittedHosts === 0) return 'no host permits enforcing: Settings, Hosts';
  return given.pending ? 'a change waits for your answer first' : '';
}
