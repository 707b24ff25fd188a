import { consoleContract } from './console.ts';
import { enforcementContract } from './enforcement.ts';
import { flowContract } from './flow.ts';
import { hostContract } from './host.ts';
import { incidentContract } from './incidents.ts';
import { intelContract } from './intel.ts';
import { pathsContract } from './paths.ts';
import { policyContract } from './policy.ts';
import { policyPreviewContract } from './policy-preview.ts';
import { riskContract } from './risk.ts';
import { sessionContract } from './session.ts';
import { settingsContract } from './settings.ts';
import { subjectContract } from './subject.ts';
import { twinContract } from './twin.ts';

/** Everything that may cross between the console and the engine: one value, both sides are derived from it. */
export const contract = {
  ...sessionContract,
  ...subjectContract,
  ...enforcementContract,
  ...flowContract,
  ...hostContract,
  ...incidentContract,
  ...intelContract,
  ...pathsContract,
  ...policyContract,
  ...policyPreviewContract,
  ...riskContract,
  ...consoleContract,
  ...settingsContract,
  ...twinContract,
} as const;
/** Type of {@link contract}. */
export type MienContract = typeof contract;
