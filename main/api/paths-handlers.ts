import type { MienContract } from '../../shared/contract/contract.ts';
import type { pathsContract } from '../../shared/contract/paths.ts';
import type { Technique } from '../../shared/contract/subject.ts';
import type { Handlers } from '../../shared/rpc/procedure.ts';
import type { AttackModel } from '../detection/attack-paths/attack-graph.ts';
import type { HostRules } from '../policy/host-rules.ts';
import { sumEdges } from '../store/flow-summaries.ts';
import { answeredFlows } from './answered-flows.ts';
import { tellAttackPaths } from './attack-paths.ts';
import type { OpenSessions } from './open-sessions.ts';

/** Edges that paths are made of; the heaviest. */
const mostEdges = 50_000;

/** Handlers of the paths group. */
export function createPathsHandlers(
  sessions: OpenSessions,
  tables: { attackModel: AttackModel; techniqueOf: (id: string) => Technique },
  rulesOf: (session: string) => readonly HostRules[],
): Pick<Handlers<MienContract>, keyof typeof pathsContract> {
  return {
    'paths.get': ({ session, starts, targets }) => {
      const { store, assessment } = sessions.session(session);
      const sums = sumEdges(store, { condition: answeredFlows }, mostEdges);
      const weaknesses = new Map(assessment.subjects.flatMap(({ id, weaknesses: of }) => (of ? [[id, of]] : [])));
      const rows = sessions.view(session).subjectRows();
      return tellAttackPaths({ rows, weaknesses, sums, rules: rulesOf(session), ...tables }, { starts, targets });
    },
  };
}
