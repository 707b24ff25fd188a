import type { SubjectWeaknesses } from '../../../shared/contract/subject.ts';
import { formatCount } from '../../ui/format-count.ts';

/** What is known to be vulnerable in a VM, in one line: how many, and how many of them somebody has the means to use. */
export function tellWeaknesses({ total, exploited, packages, distribution, covered }: SubjectWeaknesses): string {
  const of = `${formatCount(packages)} packages`;
  if (!covered)
    return distribution === ''
      ? 'its distribution is not known'
      : `no feed tells of ${distribution}, ${of} not compared`;
  if (total === 0) return `none known in ${of}`;
  const wild = exploited === 0 ? 'none exploited in the wild' : `${formatCount(exploited)} exploited in the wild`;
  return `${formatCount(total)} known ${total === 1 ? 'weakness' : 'weaknesses'}, ${wild}`;
}
