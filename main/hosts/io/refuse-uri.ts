import { parseUri } from '../../../native/libvirt/parse-uri.ts';
import { TransportError } from '../../../native/libvirt/transport-error.ts';
import { explainFailure } from '../explain-failure.ts';
import { parseSimulatedUri } from '../simulated/parse-simulated-uri.ts';
import { placeOf, toProblem } from './to-problem.ts';

/** Why a URI can never lead to a host, a sentence with what to do; '' where it may. */
export function refuseUri(uri: string): string {
  if (uri.startsWith('simulated:')) {
    const plan = parseSimulatedUri(uri);
    return 'problem' in plan
      ? `This simulated fleet cannot be made: ${plan.problem} Write it like simulated:///?vms=200&seed=7.`
      : '';
  }
  try {
    parseUri(uri);
    return '';
  } catch (thrown) {
    if (!(thrown instanceof TransportError)) throw thrown;
    const { title, action } = explainFailure(toProblem(thrown), placeOf(uri));
    return `${title} ${action}`.trim();
  }
}
