import { LineError } from '../channels/guest-line.ts';
import type { HostSettings } from '../host-port.ts';
import { GuestLineOpener } from './channels/open-guest-line.ts';
import type { Check } from './host-check.ts';

/** No VM has it: asking for its channel changes nothing, and tells whether one would be opened. */
const NOBODY = { uuid: '00000000-0000-0000-0000-000000000000', name: 'nobody' };

/** Checks whether channels to agents would be opened, where that is asked for. */
export async function checkAgents(settings: HostSettings, check: Check): Promise<void> {
  if (settings.agents !== true) return;
  await check('Agents', async () => {
    const opener = new GuestLineOpener(settings.uri);
    try {
      (await opener.open(NOBODY)).close();
    } catch (thrown) {
      if (!(thrown instanceof LineError)) throw thrown;
      if (thrown.why === 'failed')
        return [false, thrown.message, 'Without it agents inside VMs are not heard; the rest is watched.'];
    } finally {
      await opener.close();
    }
    return [true, 'a connection that may write is given, for channels'];
  });
}
