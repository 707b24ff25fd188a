import type { PersonaShare } from '../../shared/contract/subject.ts';
import type { PersonaCatalogue } from './catalogue.ts';
import type { Feature, Features } from './features.ts';

/** What there is to go by: the features and how much they rest on (flows plus a share of packets). */
export interface PersonaEvidence {
  features: Features;
  amount: number;
}

/**
 * Probabilities of the catalogue's labels: a softmax over priors and weighed features, where the weight grows with
 * the amount of evidence, so that a few packets leave the prior nearly as it was.
 * @returns all labels, most probable first; they sum to 1
 */
export function scorePersona(evidence: PersonaEvidence, catalogue: PersonaCatalogue): PersonaShare[] {
  const trust = evidence.amount / (evidence.amount + catalogue.halfEvidence);
  const scores = catalogue.labels.map((label) => {
    let support = 0;
    for (const [feature, weight] of Object.entries(label.features)) {
      support += (evidence.features[feature as Feature] ?? 0) * (weight ?? 0);
    }
    // What weighs before anything is seen fades as evidence comes.
    return label.prior * (1 - trust) + catalogue.strength * trust * support;
  });
  const most = Math.max(...scores);
  const raised = scores.map((score) => Math.exp(score - most));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return catalogue.labels
    .map((label, index) => ({
      label: label.label,
      family: label.family,
      hostile: label.hostile,
      probability: (raised[index] ?? 0) / total,
    }))
    .sort((a, b) => b.probability - a.probability || (a.label < b.label ? -1 : 1));
}

/** The role the labels suggest: probabilities of labels with one role are added. */
export function inferRole(
  shares: readonly PersonaShare[],
  catalogue: PersonaCatalogue,
): { role: string; probability: number } {
  const roles = new Map<string, number>();
  for (const share of shares) {
    const role = catalogue.labels.find((label) => label.label === share.label)?.role ?? '';
    if (role !== '') roles.set(role, (roles.get(role) ?? 0) + share.probability);
  }
  let best = { role: '', probability: 0 };
  for (const [role, probability] of roles) if (probability > best.probability) best = { role, probability };
  return best.probability >= catalogue.roleFrom ? best : { role: '', probability: 0 };
}
