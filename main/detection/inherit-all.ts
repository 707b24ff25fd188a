import type { SubjectAssessment } from './assessment.ts';
import type { Dependency } from './dependency-book.ts';
import { findInheritance } from './find-inheritance.ts';
import { inheritRisk } from './inherit-risk.ts';
import type { JudgeSettings } from './judge-settings.ts';

/** Lets risk come over from one subject to others, by the services they use of each other. */
export function inheritAll(
  alone: SubjectAssessment[],
  dependencies: Iterable<Dependency>,
  settings: JudgeSettings,
): SubjectAssessment[] {
  const found = findInheritance(alone, dependencies, settings.thresholds, settings.attackModel);
  if (found.size === 0) return alone;
  const risks = new Map(alone.map(({ id, risk }) => [id, risk ?? 0]));
  return alone.map((subject) =>
    inheritRisk(subject, found.get(subject.id) ?? [], (id) => risks.get(id) ?? 0, settings),
  );
}
