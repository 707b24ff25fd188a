import { parseFilter } from '../../shared/filter/parse-filter.ts';
import { type Condition, toCondition } from '../store/filter-sql.ts';

/** States of connections that a service answered; a scan that was turned away opens no way. */
const answered = ['SF', 'S1', 'S2', 'S3', 'RSTO', 'RSTR', 'OTH'].map((state) => `state:${state}`).join(' or ');

/** Flows that a service answered. */
export const answeredFlows: Condition = toCondition(parseFilter(answered).filter ?? { kind: 'all' });
