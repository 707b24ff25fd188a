/** A rule that does not fit what is told here, and why: the sentence begins with the rule. */
export class SigmaUnfit extends Error {}
